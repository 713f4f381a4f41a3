import type { BatchPage, OutcomeEntry, OutcomeKind, OutcomeQuery } from '../doors/api/batch-ports.ts';
import type { InvalidOutcome, Outcome } from '../engine/records.ts';
import type { Reader } from './database.ts';
import { unpackOutcomes } from './outcomes.ts';
import { unpack } from './packed.ts';
import type { PackSize } from '../undo/ports.ts';
import { undoneKeys } from './undone-keys.ts';

interface BatchRow {
  readonly id: number;
  /** Of an undo: the packs that it takes back. */
  readonly keys: Buffer;
  readonly is_undo: boolean;
  readonly invalid_outcomes: Buffer | null;
}

/**
 * What became of a batch's records, in request order. Costs as much as the batch is large, whichever page is asked for,
 * because chunks are cut by key; only checkpoints that hold an outcome of the kinds asked for are read.
 */
export async function readOutcomes(
  reader: Reader,
  { organizationId, publicId, outcomes, limit, after }: OutcomeQuery,
): Promise<BatchPage<OutcomeEntry, number> | null> {
  const { rows } = await reader.query<BatchRow>(
    'select id, keys, undoes is not null as is_undo, invalid_outcomes from batches where organization_id = $1 and public_id = $2',
    [organizationId, publicId],
  );
  const [batch] = rows;
  if (!batch) return null;
  const kinds = new Set(outcomes);
  const invalid =
    kinds.has('invalid') && batch.invalid_outcomes ? unpack<InvalidOutcome[]>(batch.invalid_outcomes) : [];
  const reached = await readReached(reader, { organizationId, batchId: batch.id }, kinds);
  const found = [...reached, ...invalid].filter(({ index }) => after === null || index > after);
  const page = found.sort((a, b) => a.index - b.index).slice(0, limit);
  const keyOf = await keysOf(reader, { organizationId, batch }, page);
  const entries = page.map((outcome) => entryOf(outcome, keyOf));
  return { entries, next: found.length > limit ? (entries.at(-1)?.index ?? null) : null };
}

async function readReached(
  reader: Reader,
  { organizationId, batchId }: { organizationId: number; batchId: number },
  kinds: ReadonlySet<OutcomeKind>,
): Promise<Outcome[]> {
  const wanted = [kinds.has('updated'), kinds.has('unchanged'), kinds.has('failed')];
  const { rows } = await reader.query<{ outcomes: Buffer }>(
    `select outcomes from chunks
     where organization_id = $1 and batch_id = $2
       and (($3 and updated > 0) or ($4 and unchanged > 0) or ($5 and failed > 0))`,
    [organizationId, batchId, ...wanted],
  );
  return rows.flatMap((row) => unpackOutcomes(row.outcomes)).filter(({ outcome }) => kinds.has(outcome));
}

type KeyOf = (index: number) => string | null;

async function keysOf(
  reader: Reader,
  { organizationId, batch }: { readonly organizationId: number; readonly batch: BatchRow },
  page: readonly { readonly index: number }[],
): Promise<KeyOf> {
  if (page.length === 0) return () => null;
  if (batch.is_undo) {
    const indexes = page.map(({ index }) => index);
    const packs = unpack<PackSize[]>(batch.keys);
    const keys = await undoneKeys(reader, { organizationId, packs }, indexes);
    return (index) => keys.get(index) ?? null;
  }
  const keys = unpack<(string | null)[]>(batch.keys);
  return (index) => keys[index] ?? null;
}

function entryOf(outcome: Outcome | InvalidOutcome, keyOf: KeyOf): OutcomeEntry {
  if ('errors' in outcome) {
    const { index, key, errors } = outcome;
    return { index, key, outcome: 'invalid', errors };
  }
  const { index, outcome: kind, ...failure } = outcome;
  return { index, key: keyOf(index), outcome: kind, ...failure };
}
