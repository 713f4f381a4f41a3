/**
 * An undo in the background, wherever an earlier attempt left it:
 *
 *   batch `queued` or `running` → count the changes to take back, and cut them → apply the chunks that have no checkpoint
 *   (of a preview: find out what they would do) → write what was left alone → end the batch
 */
import type { Engine } from '../engine/engine.ts';
import { Fenced } from '../engine/ports.ts';
import type { FileBatch, FileBatches } from '../uploads/batch-ports.ts';
import { reportProgress } from '../uploads/batch-steps.ts';
import type { FileStore } from '../uploads/ports.ts';
import type { UndoChunk } from './cut-undo.ts';
import { failUndo, writeUnreached } from './end-undo.ts';
import { LeftAloneFile, type LeftAloneDeps } from './left-alone-file.ts';
import { type CutUndo, cutOf, type Work } from './open-undo.ts';
import type { UndoList, UndoLists, UndoStore } from './ports.ts';
import { previewUndo } from './preview-undo.ts';
import { HistoryGone, UndoChunks } from './undo-chunks.ts';
import { inverseOf } from './undo-record.ts';
import type { UndoStep } from './undos.ts';

export interface UndoDeps<Tx> extends Omit<LeftAloneDeps, 'store' | 'files'> {
  readonly files: Pick<FileStore, 'put' | 'delete'>;
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

/** Nothing brings a batch back that has ended, so what fails for a moment gets a second try. Then it ends as it is. */
const closingTriesMax = 2;

/**
 * Ends an undo for good that no try could bring to its end. It does little, and nothing of what its tries did. `plainly`:
 * without a word about what was not reached.
 */
export async function giveUpUndo<Tx>(step: UndoStep, deps: UndoDeps<Tx>, how?: 'plainly'): Promise<void> {
  const batch = await deps.batches.take(step);
  if (batch?.state !== 'running') return;
  try {
    if (how !== 'plainly' && (await closeInTries(batch, deps))) return;
    await deps.batches.end(batch, { state: 'failed', error: givenUp });
  } finally {
    deps.batches.abandon(batch);
  }
}

/** false: even that could not be done. */
async function closeInTries<Tx>(batch: FileBatch, deps: UndoDeps<Tx>): Promise<boolean> {
  for (let tries = 1; tries <= closingTriesMax; tries += 1) {
    try {
      await failUndo({ batch, cut: await cutSoFar(batch, deps) }, deps, givenUp);
      return true;
    } catch (error) {
      if (error instanceof Fenced) throw error;
    }
  }
  return false;
}

const givenUp =
  'The service could not finish this, however often it tried. Only the customers among the outcomes that say so were restored; ask the operator to look into the log, then ask for it again.';
const listGone = 'The customer list was deleted; the customers that were not reached are as they were.';
const historyGone = 'The history of the batch is kept no longer; the customers that were not reached are as they were.';

async function finish<Tx>(batch: FileBatch, deps: UndoDeps<Tx>, signal: AbortSignal): Promise<void> {
  if (batch.cancelRequested && batch.chunks === null) return deps.batches.end(batch, { state: 'cancelled' });
  const list = await deps.lists.find(batch.list);
  if (!list) return failUndo({ batch, cut: await cutSoFar(batch, deps) }, deps, listGone);
  try {
    await work(await open(batch, list, deps), deps, signal);
  } catch (error) {
    if (!(error instanceof HistoryGone)) throw error;
    // The batch as it is by now: it may have been cut since it was taken.
    const taken = await deps.batches.take({ organizationId: batch.list.organizationId, batchId: batch.id });
    if (taken?.state === 'running')
      await failUndo({ batch: taken, cut: await cutSoFar(taken, deps) }, deps, historyGone);
  }
}

/** null: it was not cut yet. */
async function cutSoFar<Tx>(batch: FileBatch, deps: UndoDeps<Tx>): Promise<readonly UndoChunk[] | null> {
  return batch.chunks === null ? null : (await cut(batch, deps)).cut;
}

async function cut<Tx>(batch: FileBatch, { store, limits }: UndoDeps<Tx>): Promise<CutUndo> {
  return cutOf(batch, { store, chunkRecordsMax: limits.fileChunkRecordsMax });
}

async function open<Tx>(batch: FileBatch, list: UndoList, deps: UndoDeps<Tx>): Promise<Work> {
  if (batch.chunks === null) await reportProgress(deps, batch, 'reading')(0, 0);
  const made = await cut(batch, deps);
  return { ...made, batch, list, chunks: new UndoChunks({ ...made, list, store: deps.store }) };
}

async function work<Tx>(opened: Work, deps: UndoDeps<Tx>, signal: AbortSignal): Promise<void> {
  const end = await apply(opened, deps, signal);
  if (end === 'cancelled') await writeUnreached(opened, deps, 'cancelled');
  await writeResults(opened, deps, signal);
  await deps.batches.end(opened.batch, { state: end === 'cancelled' ? 'cancelled' : 'completed' });
}

async function apply<Tx>(opened: Work, deps: UndoDeps<Tx>, signal: AbortSignal): Promise<'done' | 'cancelled'> {
  const { batch, undo, list, chunks } = opened;
  const operation = inverseOf[undo.operation];
  const { finished } = batch;
  const spooled = { count: chunks.count, finished, read: (chunk: number) => chunks.read(chunk) };
  await reportProgress(deps, batch, 'applying')(0, chunks.count);
  if (undo.isPreview) return previewUndo({ batch, list: list.list, operation, chunks: spooled }, deps, signal);
  const owned = { ...batch, list: list.list };
  const lanes = opened.isWide ? { atOnce: 1 } : {};
  return deps.engine.runSpooled({ batch: owned, operation, atomic: null, chunks: spooled, ...lanes, signal });
}

async function writeResults<Tx>({ batch, list, chunks }: Work, deps: UndoDeps<Tx>, signal: AbortSignal): Promise<void> {
  const file = new LeftAloneFile({ batch, list, chunks }, deps);
  const progress = reportProgress(deps, batch, 'writing');
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
