import * as fc from 'fast-check';
import type { Json, JsonObject, RecordIn } from '../../src/engine/records.ts';
import { jsonObject } from './arbitrary-json.ts';
import type { ModelBatch } from './model.ts';

/** A step in the life of a list. */
export type Step = ({ readonly kind: 'batch' } & Cut & ModelBatch) | { kind: 'sweep' };

export interface Cut {
  readonly chunkRecordsMax: number;
  readonly packRecordsMax: number;
}

/** The rule of the property tests' lists. */
export function isInvalid({ patch }: RecordIn): boolean {
  return patch?.['b'] === 'x';
}

/** The last two sort differently by bytes of UTF-8 and by UTF-16. */
const key = fc.constantFrom('a', 'b', '\uffee', '😀');

/** Of so few fields and values that patches undo each other, and touch what others touched. */
const narrowPatch: fc.Arbitrary<JsonObject> = fc.dictionary(
  fc.constantFrom('a', 'c', 'd'),
  fc.constantFrom<Json>(null, 0, 1, { a: 1 }, { a: null }),
  { minKeys: 1, maxKeys: 1 },
);

const record = fc.record({
  key,
  patch: fc.oneof({ weight: 2, arbitrary: narrowPatch }, { weight: 1, arbitrary: jsonObject }),
  expectedVersion: fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined, freq: 2 }),
  faults: fc.oneof({ weight: 12, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.constant(['is bad']) }),
});

const records: fc.Arbitrary<RecordIn[]> = fc.array(record, { maxLength: 14 }).map((list) =>
  list.map(({ expectedVersion, ...rest }, index) => ({
    index,
    ...rest,
    ...(expectedVersion !== undefined && { expectedVersion }),
  })),
);

const batch = fc.record({
  kind: fc.constant('batch' as const),
  operation: fc.oneof(
    { weight: 6, arbitrary: fc.constant('update' as const) },
    { weight: 2, arbitrary: fc.constant('add' as const) },
    { weight: 1, arbitrary: fc.constant('remove' as const) },
  ),
  atomic: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  records,
  chunkRecordsMax: fc.integer({ min: 1, max: 16 }),
  packRecordsMax: fc.integer({ min: 1, max: 5 }),
});

/** Bytes that a customer may take: so few that patches meet the limit, or so many that whole customers need not be read. */
export const sizeLimit = fc.constantFrom(90, 65_536);

/** Adds customers first, so that the rest has something to change. */
export const steps: fc.Arbitrary<Step[]> = fc
  .tuple(
    batch.map((first): Step => ({ ...first, operation: 'add', atomic: false })),
    fc.array(
      fc.oneof(
        { weight: 12, arbitrary: batch.map((one): Step => one) },
        { weight: 1, arbitrary: fc.constant<Step>({ kind: 'sweep' }) },
      ),
      { maxLength: 8 },
    ),
  )
  .map(([first, rest]) => [first, ...rest]);
