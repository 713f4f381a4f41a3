import { groupIntoChunk } from '../../engine/cut-chunks.ts';
import type { Engine, SpooledRequest } from '../../engine/engine.ts';
import { pinned } from '../../engine/pinned.ts';
import { wouldUpdate } from '../../engine/preview-chunk.ts';
import type { Outcome, ValidRecord } from '../../engine/records.ts';
import type { ListSheets } from '../../fields/sheet-fields.ts';
import { type BrakedList, brakeOf } from '../../lists/brake.ts';
import type { FileBatch, FileBatches } from '../batch-ports.ts';
import type { Spool } from '../ports.ts';
import type { Previews } from '../preview-ports.ts';
import { type Findings, rowKinds, type Upload } from '../upload.ts';
import { refuseAbove, refuseLargeAtomic } from './refuse-whole.ts';
import { SpooledChunks } from './spooled-chunks.ts';

export interface ApplyDeps<Tx> {
  readonly engine: Pick<Engine, 'runSpooled' | 'preview'>;
  readonly spool: Spool;
  readonly previews: Previews;
  readonly batches: FileBatches<Tx>;
  readonly limits: { readonly fileChunkRecordsMax: number; readonly atomicRecordsMax: number };
}

/** A checked upload with its batch. */
export interface AppliedUpload {
  readonly upload: Upload;
  readonly findings: Findings;
  /** A byte a row (`rowKinds`). */
  readonly kinds: Uint8Array;
  readonly sheets: ListSheets;
  /** Its list as it is now that it is applied. */
  readonly braked: BrakedList;
  readonly batch: FileBatch;
}

/**
 * Applies a checked upload as its batch, from wherever an earlier attempt left it. Refuses it as a whole, before the
 * first write, where it is atomic and too large or would update more than it may.
 */
export async function applyUpload<Tx>(
  checked: AppliedUpload,
  deps: ApplyDeps<Tx>,
  signal: AbortSignal,
): Promise<'done' | 'cancelled'> {
  const { batch, kinds } = checked;
  const { operation } = batch;
  const chunkRecords = chunkRecordsOf(checked, deps);
  const chunks = await openChunks({ ...checked, chunkRecords }, deps);
  const atomic = batch.atomic ? { faulty: firstInvalid(kinds) } : null;
  if (batch.chunks === null) await begin(checked, deps, { ...chunks, chunkRecords, atomic });
  const { finished } = batch;
  const end = await deps.engine.runSpooled({ batch, operation, atomic, chunks: { ...chunks, finished }, signal });
  if (end === 'cancelled') await writeUnreached(checked, deps, chunks);
  return end;
}

type Chunks = Pick<SpooledRequest['chunks'], 'count' | 'read'>;

/**
 * Chunks are known by their numbers: to the batch once its cut is made, and before to what was shown. So the cut stays as
 * it was made first, though the service may have been started with another setting since.
 */
function chunkRecordsOf<Tx>(
  { findings, batch }: Pick<AppliedUpload, 'findings' | 'batch'>,
  { limits }: Pick<ApplyDeps<Tx>, 'limits'>,
): number {
  return batch.chunkRecords ?? findings.compared?.chunkRecords ?? limits.fileChunkRecordsMax;
}

/** An atomic batch is one chunk, one transaction. */
async function openChunks<Tx>(
  { upload, findings, sheets, batch, chunkRecords }: AppliedUpload & { readonly chunkRecords: number },
  deps: ApplyDeps<Tx>,
): Promise<Chunks> {
  const spooled = await openSpooledChunks({ upload, findings, sheets, chunkRecords }, deps);
  // What nobody was shown is not pinned.
  const isPinned = !upload.oneStep && upload.options.pinned !== false;
  const readOne = async (chunk: number): Promise<readonly ValidRecord[]> => {
    const records = await spooled.read(chunk);
    if (!isPinned) return records;
    const preview = await deps.previews.read(upload.ref, chunk);
    if (!preview) throw new Error(`chunk ${chunk} was never compared`);
    return pinned(records, preview);
  };
  if (!batch.atomic) return { count: spooled.count, read: readOne };
  const readAll = async (): Promise<readonly ValidRecord[]> => {
    const records: ValidRecord[] = [];
    for (let chunk = 0; chunk < spooled.count; chunk += 1) {
      for (const record of await readOne(chunk)) records.push(record);
    }
    return records;
  };
  return { count: Math.min(spooled.count, 1), read: readAll };
}

/** The chunks of a checked upload's spool. */
export async function openSpooledChunks<Tx>(
  { upload, findings, sheets, chunkRecords }: CutUpload,
  { spool }: Pick<ApplyDeps<Tx>, 'spool'>,
): Promise<SpooledChunks> {
  const customerRows = findings.tables.find(({ table }) => table === 'customers')?.rows ?? 0;
  const records = await spool.records(upload.ref);
  return new SpooledChunks({ records, sheets, customerRows, chunkRecords });
}

interface CutUpload extends Pick<AppliedUpload, 'upload' | 'findings' | 'sheets'> {
  /** Records that a chunk is aimed at. */
  readonly chunkRecords: number;
}

interface Beginning extends Chunks {
  readonly chunkRecords: number;
  readonly atomic: { readonly faulty: readonly number[] } | null;
}

/** What refuses the batch as a whole; then its plan is stored, and from there on it is only gone on with. */
async function begin<Tx>(
  { upload, findings, braked, batch }: AppliedUpload,
  deps: ApplyDeps<Tx>,
  beginning: Beginning,
): Promise<void> {
  const { total, valid, invalid, warned } = findings.counts;
  if (batch.atomic) refuseLargeAtomic(valid, deps.limits);
  const brake = brakeOf({ requested: upload.options.maxAffected, list: braked, operation: batch.operation });
  if (brake && valid > brake.maxAffected) refuseAbove(brake, await countAffected(batch, deps, beginning));
  await deps.batches.plan(batch, {
    total,
    invalid,
    warned,
    chunks: beginning.count,
    chunkRecords: beginning.chunkRecords,
  });
}

async function countAffected<Tx>(
  { list, operation }: FileBatch,
  { engine }: ApplyDeps<Tx>,
  { count, read, atomic }: Beginning,
): Promise<number> {
  let affected = 0;
  for (let chunk = 0; chunk < count; chunk += 1) {
    const preview = await engine.preview(list, operation, groupIntoChunk(chunk, await read(chunk)));
    affected += wouldUpdate(preview.outcomes, atomic);
  }
  return affected;
}

/** Of an atomic batch: the lowest index at fault is all that anybody needs to know. */
function firstInvalid(kinds: Uint8Array): number[] {
  const index = kinds.findIndex((kind) => (kind & rowKinds.invalid) !== 0);
  return index === -1 ? [] : [index];
}

/** Once for all chunks that were not reached; an earlier attempt may have got here. */
async function writeUnreached<Tx>({ batch }: AppliedUpload, { batches }: ApplyDeps<Tx>, chunks: Chunks): Promise<void> {
  const finished = await batches.finishedChunks(batch);
  if (finished.has(-1)) return;
  const unreached: Outcome[] = [];
  for (let chunk = 0; chunk < chunks.count; chunk += 1) {
    if (finished.has(chunk)) continue;
    for (const { index } of await chunks.read(chunk)) unreached.push({ index, outcome: 'failed', ...cancelled });
  }
  if (unreached.length > 0) await batches.writeUnreached(batch, unreached);
}

const cancelled = {
  error: 'batch_cancelled_exception',
  reason: 'The batch was cancelled before it reached this record',
} as const;
