/**
 * An undo in the background, wherever an earlier attempt left it:
 *
 *   batch `queued` or `running` → count the changes to take back, and cut them → apply the chunks that have no checkpoint
 *   (of a preview: find out what they would do) → write what was left alone → end the batch
 */
import type { Engine } from '../engine/engine.ts';
import type { Outcome } from '../engine/records.ts';
import type { FileBatch, FileBatches, Phase } from '../uploads/batch-ports.ts';
import { countOf, cutUndo } from './cut-undo.ts';
import { LeftAloneFile, type LeftAloneDeps } from './left-alone-file.ts';
import type { OpenUndo, UndoList, UndoLists, UndoStore } from './ports.ts';
import { previewUndo } from './preview-undo.ts';
import { UndoChunks } from './undo-chunks.ts';
import { inverseOf } from './undo-record.ts';
import type { UndoStep } from './undos.ts';

export interface UndoDeps<Tx> extends Omit<LeftAloneDeps, 'store'> {
  readonly engine: Pick<Engine, 'runSpooled' | 'preview'>;
  readonly batches: FileBatches<Tx>;
  readonly store: UndoStore;
  readonly lists: UndoLists;
  readonly limits: { readonly fileChunkRecordsMax: number };
}

export async function runUndo<Tx>(step: UndoStep, deps: UndoDeps<Tx>, signal: AbortSignal): Promise<void> {
  const batch = await deps.batches.take(step);
  if (batch?.state !== 'running') return;
  try {
    await finish(batch, deps, signal);
  } catch (error) {
    deps.batches.abandon(batch);
    throw error;
  }
}

/** Ends an undo for good that no try could bring to its end. `plainly`: without a word about what was not reached. */
export async function giveUpUndo<Tx>(step: UndoStep, deps: UndoDeps<Tx>, how?: 'plainly'): Promise<void> {
  const batch = await deps.batches.take(step);
  if (batch?.state !== 'running') return;
  try {
    const work = how === 'plainly' ? null : await openWork(batch, deps).catch(() => null);
    if (work && batch.chunks !== null) await writeUnreached(work, deps, interrupted);
    await deps.batches.end(batch, { state: 'failed', error: givenUp });
  } finally {
    deps.batches.abandon(batch);
  }
}

const givenUp =
  'The service could not finish this undo, however often it tried. Only the customers among the outcomes that say so were restored; ask the operator to look into the log, then undo the batch again.';
const listGone = 'The customer list was deleted; nothing was restored.';

const interrupted = {
  error: 'batch_interrupted_exception',
  reason: 'Not reached before the work on the undo was given up',
} as const;
const cancelled = {
  error: 'batch_cancelled_exception',
  reason: 'The batch was cancelled before it reached this record',
} as const;

interface Work {
  readonly batch: FileBatch;
  readonly undo: OpenUndo;
  readonly list: UndoList;
  readonly chunks: UndoChunks;
}

async function finish<Tx>(batch: FileBatch, deps: UndoDeps<Tx>, signal: AbortSignal): Promise<void> {
  if (batch.cancelRequested && batch.chunks === null) return deps.batches.end(batch, { state: 'cancelled' });
  const work = await openWork(batch, deps);
  if (!work) return deps.batches.end(batch, { state: 'failed', error: listGone });
  const end = await apply(work, deps, signal);
  if (end === 'cancelled') await writeUnreached(work, deps, cancelled);
  await writeResults(work, deps, signal);
  await deps.batches.end(batch, { state: end === 'cancelled' ? 'cancelled' : 'completed' });
}

/** null: its list was deleted. */
async function openWork<Tx>(batch: FileBatch, deps: UndoDeps<Tx>): Promise<Work | null> {
  const { store, lists, limits } = deps;
  const list = await lists.find(batch.list);
  if (!list) return null;
  const undo = await store.find(batch);
  const { organizationId } = batch.list;
  const chunkRecords = batch.chunkRecords ?? limits.fileChunkRecordsMax;
  let { packs } = undo;
  if (!packs) {
    await report(deps, batch, 'reading')(0, 0);
    packs = await store.countChanges({ organizationId, batchId: undo.batchId });
    const cut = cutUndo(packs, chunkRecords);
    await store.plan(batch, { packs, total: countOf(packs), chunks: cut.length, chunkRecords });
  }
  return { batch, undo, list, chunks: new UndoChunks({ undo, list, cut: cutUndo(packs, chunkRecords), store }) };
}

async function apply<Tx>(
  { batch, undo, list, chunks }: Work,
  deps: UndoDeps<Tx>,
  signal: AbortSignal,
): Promise<'done' | 'cancelled'> {
  const operation = inverseOf[undo.operation];
  const { finished } = batch;
  const spooled = { count: chunks.count, finished, read: (chunk: number) => chunks.read(chunk) };
  await report(deps, batch, 'applying')(0, chunks.count);
  if (undo.isPreview) return previewUndo({ batch, list: list.list, operation, chunks: spooled }, deps, signal);
  const owned = { ...batch, list: list.list };
  return deps.engine.runSpooled({ batch: owned, operation, atomic: null, chunks: spooled, signal });
}

/** Once for all that no chunk reached; an earlier attempt may have got here. */
async function writeUnreached<Tx>(
  { batch, chunks }: Pick<Work, 'batch' | 'chunks'>,
  { batches }: Pick<UndoDeps<Tx>, 'batches'>,
  why: typeof cancelled | typeof interrupted,
): Promise<void> {
  const finished = await batches.finishedChunks(batch);
  if (finished.has(-1)) return;
  const unreached: Outcome[] = [];
  for (const [chunk, { first, count }] of chunks.cut.entries()) {
    if (finished.has(chunk)) continue;
    for (let place = 0; place < count; place += 1) unreached.push({ index: first + place, outcome: 'failed', ...why });
  }
  if (unreached.length > 0) await batches.writeUnreached(batch, unreached);
}

async function writeResults<Tx>({ batch, list, chunks }: Work, deps: UndoDeps<Tx>, signal: AbortSignal): Promise<void> {
  const file = new LeftAloneFile({ batch, list, chunks }, deps);
  const progress = report(deps, batch, 'writing');
  let done = 0;
  try {
    await progress(done, chunks.count);
    for await (const outcomes of deps.batches.outcomes(batch)) {
      signal.throwIfAborted();
      await file.add(outcomes);
      await progress((done += 1), chunks.count);
    }
    await deps.store.saveResults(batch, { file: await file.end(), warned: file.warned });
  } catch (error) {
    await file.abandon(error);
    throw error;
  }
}

/** Milliseconds between two reports of progress. */
const progressMs = 250;

function report<Tx>(
  { batches }: Pick<UndoDeps<Tx>, 'batches'>,
  batch: FileBatch,
  phase: Phase,
): (done: number, of: number) => Promise<void> {
  let last = -Infinity;
  return async (done, of) => {
    if (performance.now() - last < progressMs) return;
    last = performance.now();
    await batches.progress(batch, { phase, done, of });
  };
}
