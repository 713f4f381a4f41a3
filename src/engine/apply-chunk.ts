/**
 * One chunk, from its first try to its commit.
 *
 * A try is one transaction: lock the rows in key order, judge, write customers, history and checkpoint. It commits only
 * when each record of the chunk has its outcome. The first try takes what is free and steps back when a row is held
 * (so we know which rows were held, and never wait while holding a row that another in its turn waits for); the tries
 * between wait for each row, in key order; the last one skips rows that are held even now, and their records fail.
 */
import type { Chunk } from './cut-chunks.ts';
import { fieldsToRead, wholeCustomers } from './fields-to-read.ts';
import type { Gate } from './gate.ts';
import { judgeAdd, judgeRemove, judgeUpdate, type Judgement } from './judge.ts';
import {
  type BatchStore,
  type Checkpoint,
  type ChunkTransaction,
  type CustomerWrite,
  type FieldsToRead,
  type Locked,
  type LockMode,
  LockTimeout,
  type OpenBatch,
  ReferencesTaken,
  Rewrite,
  type TakenReference,
} from './ports.ts';
import type { Overlaps } from './overlaps.ts';
import type { FailureCode, Operation, Outcome, ValidRecord } from './records.ts';
import { readTouchedFields } from './touched-fields.ts';

export interface ChunkContext {
  readonly store: BatchStore;
  readonly batch: OpenBatch;
  readonly operation: Operation;
  /** null: each record stands alone. Otherwise all or nothing, and these indexes are at fault already. */
  readonly atomic: { readonly faulty: readonly number[] } | null;
  readonly limits: { readonly triesMax: number; readonly customerBytesMax: number };
  readonly gates: ChunkGates;
}

export interface ChunkGates {
  /** Orders the chunks of this process that share customers. */
  readonly overlaps: Overlaps;
  /** For tries that do not wait for rows. */
  readonly working: Gate;
  /** For tries that may: so that a held row keeps no one else from working. */
  readonly waiting: Gate;
}

/** Thrown to roll back the first try: these rows are held by another writer. */
class Held extends Error {
  readonly keys: readonly string[];
  constructor(keys: readonly string[]) {
    super('rows are held');
    this.keys = keys;
  }
}

export async function applyChunk(chunk: Chunk, context: ChunkContext): Promise<Checkpoint> {
  const keys = chunk.customers.map(({ key }) => key);
  const records = chunk.customers.flatMap((customer) => customer.records);
  const tries: Tries = { chunk, records, retried: new Set(), taken: new Map() };
  // Only the first try keeps its place in the order of this process: whoever has to wait for a row that is held elsewhere
  // waits in the database from then on, and those behind it need not.
  let checkpoint = await context.gates.overlaps.run(context.batch.list, keys, async () => attempt(1, tries, context));
  for (let number = 2; checkpoint === null; number += 1) checkpoint = await attempt(number, tries, context);
  return checkpoint;
}

interface Tries {
  readonly chunk: Chunk;
  readonly records: readonly ValidRecord[];
  /** Indexes of the records that an earlier try could not apply. */
  readonly retried: Set<number>;
  /** Unique references that earlier tries found taken, by the key of the customer that was to get them. */
  readonly taken: Map<string, TakenReference[]>;
}

/** One try; null: others were in the way, and a further try may succeed. */
async function attempt(
  number: number,
  { chunk, records, retried, taken }: Tries,
  context: ChunkContext,
): Promise<Checkpoint | null> {
  const { store, gates, limits } = context;
  const last = number >= limits.triesMax;
  const mode = number === 1 || last ? 'skip-held' : 'wait';
  const gate = mode === 'wait' ? gates.waiting : gates.working;
  try {
    return await gate.run(async () =>
      store.transact(async (tx) =>
        tryOnce(tx, { ...context, chunk, records, taken, mode, last, retried: retried.size }),
      ),
    );
  } catch (error) {
    // Also in the last try: each such failure names more of them, so it ends.
    const isTaken = error instanceof ReferencesTaken;
    if (isTaken) for (const one of error.taken) taken.set(one.key, [...(taken.get(one.key) ?? []), one]);
    if (!isTaken && (last || !isRetriable(error, store))) throw error;
    const held = error instanceof Held ? new Set(error.keys) : null;
    for (const { index, key } of records) if (held === null || held.has(key)) retried.add(index);
    return null;
  }
}

interface Try extends ChunkContext {
  readonly chunk: Chunk;
  readonly records: readonly ValidRecord[];
  readonly taken: ReadonlyMap<string, readonly TakenReference[]>;
  readonly mode: LockMode;
  readonly last: boolean;
  readonly retried: number;
}

async function tryOnce(tx: ChunkTransaction, attempt: Try): Promise<Checkpoint> {
  const { batch, chunk, last } = attempt;
  const locked = await lock(tx, attempt);
  if (locked.held.length > 0 && !last) throw new Held(locked.held);
  const { outcomes, writes } = await judge(tx, locked, attempt);
  const checkpoint = { chunk: chunk.number, ...count(outcomes), retried: attempt.retried, outcomes };
  await tx.write(batch, writes, checkpoint);
  return checkpoint;
}

/** The last try waits for nobody, so it may not find out while it inserts that another adds the same customers. */
async function lock(tx: ChunkTransaction, attempt: Try): Promise<Locked> {
  const { batch, chunk, mode, last, operation, limits } = attempt;
  const keys = chunk.customers.map(({ key }) => key);
  const fields = fieldsFor(operation, chunk.customers, limits.customerBytesMax);
  const locked = await tx.lock(batch.list, { keys, mode, fields });
  if (!last || operation !== 'add') return locked;
  const found = new Set([...locked.customers.keys(), ...locked.held]);
  const claimed = await tx.claim(
    batch.list,
    keys.filter((key) => !found.has(key)),
  );
  return {
    customers: new Map([...locked.customers, ...claimed.customers]),
    held: [...locked.held, ...claimed.held],
  };
}

async function judge(
  tx: ChunkTransaction,
  { customers, held }: Locked,
  { batch, chunk, records, operation, atomic, limits, taken }: Try,
): Promise<{ outcomes: Outcome[]; writes: CustomerWrite[] }> {
  const touchedSince = await readTouchedFields(tx, batch.list, { customers, records });
  const heldKeys = new Set(held);
  const outcomes: Outcome[] = [];
  const writes: CustomerWrite[] = [];
  for (const own of chunk.customers) {
    const judged = heldKeys.has(own.key)
      ? allFailed(own.records, 'resource_busy_exception', 'Another writer held the record through every try')
      : judges[operation](own, {
          customer: customers.get(own.key),
          touchedSince,
          customerBytesMax: limits.customerBytesMax,
          taken: taken.get(own.key),
        });
    for (const outcome of judged.outcomes) outcomes.push(outcome);
    if (judged.write) writes.push(judged.write);
  }
  return atomic ? allOrNothing({ outcomes, writes }, atomic.faulty) : { outcomes, writes };
}

/** How one customer's records are judged, by operation. */
export const judges = { update: judgeUpdate, add: judgeAdd, remove: judgeRemove } as const;

/** What of its customers an operation has to read. */
export function fieldsFor(
  operation: Operation,
  customers: Chunk['customers'],
  customerBytesMax: number,
): FieldsToRead | readonly never[] {
  if (operation === 'add') return [];
  return operation === 'remove' ? wholeCustomers : fieldsToRead(customers, customerBytesMax);
}

/** Rule 7: one record at fault, and every other one is aborted. */
export function allOrNothing(
  judged: { outcomes: Outcome[]; writes: CustomerWrite[] },
  faulty: readonly number[],
): { outcomes: Outcome[]; writes: CustomerWrite[] } {
  const failed = judged.outcomes.filter(({ outcome }) => outcome === 'failed').map(({ index }) => index);
  const lowest = [...faulty, ...failed].reduce((a, b) => Math.min(a, b), Infinity);
  if (lowest === Infinity) return judged;
  const reason = `The batch is atomic and record ${lowest} was not applied`;
  const outcomes = judged.outcomes.map((outcome): Outcome =>
    outcome.outcome === 'failed'
      ? outcome
      : { index: outcome.index, outcome: 'failed', error: 'batch_aborted_exception', reason },
  );
  return { outcomes, writes: [] };
}

function allFailed(records: readonly ValidRecord[], error: FailureCode, reason: string): Judgement {
  return { outcomes: records.map(({ index }) => ({ index, outcome: 'failed', error, reason })), write: null };
}

function isRetriable(error: unknown, store: BatchStore): boolean {
  return error instanceof Held || error instanceof LockTimeout || error instanceof Rewrite || store.isConflict(error);
}

/** How many outcomes of each kind. */
export function count(outcomes: readonly Outcome[]): { updated: number; unchanged: number; failed: number } {
  const counts = { updated: 0, unchanged: 0, failed: 0 };
  for (const { outcome } of outcomes) counts[outcome] += 1;
  return counts;
}
