import assert from 'node:assert/strict';
import { cutIntoChunks } from '../../src/engine/cut-chunks.ts';
import type { Engine } from '../../src/engine/engine.ts';
import type { CompiledFields } from '../../src/engine/fields.ts';
import type { ListRef } from '../../src/engine/ports.ts';
import { type Preview, wouldUpdate } from '../../src/engine/preview-chunk.ts';
import { validate } from '../../src/engine/validate.ts';
import type { Cut } from './arbitrary-steps.ts';
import type { ModelBatch, ModelCustomer, ModelOutcome, ModelResult } from './model.ts';

/** What a batch would do, chunk by chunk. */
export async function previewOf(
  engine: Engine,
  { list, fields, operation, records, chunkRecordsMax }: ModelBatch & Cut & { list: ListRef; fields: CompiledFields },
): Promise<Preview> {
  const { valid } = validate(records, fields, operation);
  const previews: Preview[] = [];
  for (const chunk of cutIntoChunks(valid, chunkRecordsMax)) {
    previews.push(await engine.preview(list, operation, chunk));
  }
  return {
    outcomes: previews.flatMap(({ outcomes }) => outcomes),
    changes: previews.flatMap(({ changes }) => changes),
    versions: new Map(previews.flatMap(({ versions }) => [...versions])),
  };
}

interface Expected extends Pick<ModelBatch, 'atomic'> {
  /** Of applying it. */
  readonly expected: ModelResult;
  readonly before: readonly { readonly key: string; readonly version: number }[];
  readonly after: ReadonlyMap<string, ModelCustomer>;
}

/** It foretells what applying does: the outcomes, and which customers get which version. */
export function assertPreviewed(preview: Preview, { atomic, expected, before, after }: Expected): void {
  const { outcomes, counts } = expected;
  const faulty = outcomes.flatMap((outcome, index) => (outcome === 'invalid' ? [index] : []));
  assert.equal(wouldUpdate(preview.outcomes, atomic ? { faulty } : null), counts.updated);
  const versions = new Map(before.map(({ key, version }) => [key, version]));
  for (const [key, version] of preview.versions) assert.equal(version, versions.get(key));
  // An atomic one that falls over changes nothing, whatever its records would do by themselves.
  if (expected.abortedBy !== null) return;
  assert.deepEqual(
    preview.outcomes
      .map((o): [number, ModelOutcome] => [o.index, o.outcome === 'failed' ? o.error : o.outcome])
      .toSorted(([a], [b]) => a - b),
    outcomes.flatMap((outcome, index) => (outcome === 'invalid' ? [] : [[index, outcome]])),
  );
  for (const { key, version } of preview.changes) versions.set(key, version);
  assert.deepEqual(versions, new Map([...after].map(([key, { version }]) => [key, version])));
}
