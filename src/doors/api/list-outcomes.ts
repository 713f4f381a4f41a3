import { Type } from 'typebox';
import { failureCodes } from '../../engine/records.ts';
import type { Call, Route } from '../../http/route.ts';
import { type BatchReader, type OutcomeKind, outcomeKinds } from './batch-ports.ts';
import { batchParams, found } from './batch-shape.ts';
import { pageOf, pageQuery, refusal, successPage } from './wire.ts';

interface Deps {
  readonly batches: Pick<BatchReader, 'outcomes'>;
}

const outcomes = Type.Optional(
  Type.Array(Type.Enum([...outcomeKinds]), {
    description: 'Only these, separated by commas, e.g. `failed,invalid`; left out: all.',
  }),
);
const query = Type.Object(
  { ...pageQuery(/^\d{1,9}$/, { entries: 100, entriesMax: 1000 }).properties, outcome: outcomes },
  { additionalProperties: false },
);

const outcome = Type.Object({
  index: Type.Integer({ minimum: 0, description: 'Place in the request, from 0.' }),
  row: Type.Optional(Type.Integer({ description: 'Of a file: as a spreadsheet program numbers it.' })),
  table: Type.Optional(Type.Enum(['customers', 'contacts'], { description: 'Of a file.' })),
  key: Type.Union([Type.String(), Type.Null()], { description: 'null where the record brought none.' }),
  outcome: Type.Enum([...outcomeKinds]),
  error: Type.Optional(Type.Enum(Object.keys(failureCodes))),
  reason: Type.Optional(Type.String()),
  errors: Type.Optional(Type.Array(Type.String(), { description: 'Of an invalid record: a sentence a fault.' })),
  leftAlone: Type.Optional(
    Type.Array(Type.String(), { description: 'Of an undo: fields that were edited since, and stay as they are.' }),
  ),
  warnings: Type.Optional(
    Type.Array(Type.String(), { description: 'Of a file: values that were changed on the way.' }),
  ),
});

/** `GET /batches/{id}/outcomes`: what became of each record, in request order. */
export function listOutcomes<Tx>({ batches }: Deps): Route<Tx> {
  async function handle(call: Call) {
    const { organization, params } = call;
    const { outcome: kinds } = call.query as { outcome?: OutcomeKind[] };
    const { limit, after } = pageOf(call);
    const page = found(
      await batches.outcomes({
        organizationId: organization.id,
        publicId: params['id'] ?? '',
        outcomes: kinds ?? outcomeKinds,
        limit,
        after: after === null ? null : Number(after),
      }),
    );
    const nextCursor = page.next === null ? null : String(page.next);
    return { status: 200, body: { success: true, data: page.entries, nextCursor } };
  }
  return {
    method: 'GET',
    path: '/api/v1/batches/:id/outcomes',
    operationId: 'listBatchOutcomes',
    summary: 'Tells what became of each record of a batch',
    description:
      'In request order. Of a batch that still runs: what is known by now. Of the preview of an upload that was changed ' +
      'since: 409.',
    tag: 'Batches',
    scope: 'customers:read',
    actsBelow: true,
    params: batchParams,
    query,
    answers: { 200: successPage(outcome), 404: refusal, 409: refusal },
    run: { kind: 'read', handle },
  };
}
