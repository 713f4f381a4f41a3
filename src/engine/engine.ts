/**
 * Runs batches. A batch is opened (its cut and its invalid records are stored), its chunks are applied, several at a
 * time, and it is ended. Whoever finds it again after a crash goes on from its checkpoints: `#run` with `resumed`.
 */
import { applyChunk, type ChunkContext, type ChunkGates, count } from './apply-chunk.ts';
import { type Chunk, cutIntoChunks } from './cut-chunks.ts';
import type { CompiledFields } from './fields.ts';
import { Gate } from './gate.ts';
import { Overlaps } from './overlaps.ts';
import { pinned, type StoredPreview } from './pinned.ts';
import { type BatchStore, type Checkpoint, Fenced, type ListRef, type NewBatch, type OpenBatch } from './ports.ts';
import { abortable, PreviewedBatch, type PreviewResult, type PreviewStore } from './preview-batch.ts';
import { type Preview, previewChunk, wouldUpdate } from './preview-chunk.ts';
import { runChunks, type SpooledChunks } from './run-chunks.ts';
import type {
  BatchResult,
  BatchSource,
  Counts,
  Failure,
  InvalidOutcome,
  Operation,
  Outcome,
  RecordIn,
} from './records.ts';
import { validate, type Validated, validatedBefore } from './validate.ts';

/** Chunks that a batch is aimed at being cut into, at most; twins may double it. A pack's id has room for 1,024. */
const chunksMax = 512;

export interface EngineLimits {
  readonly chunkRecordsMax: number;
  readonly chunksAtOnceMax: number;
  readonly triesMax: number;
  readonly customerBytesMax: number;
}

/** Told of what happens, for the metrics. */
export interface EngineObserver {
  chunk(seconds: number): void;
  batch(counts: Counts): void;
}

export interface BatchRequest {
  /** `batch_…`; an id that an earlier attempt opened is resumed when `resumed` says so. */
  readonly publicId: string;
  readonly resumed: boolean;
  readonly list: ListRef;
  readonly fields: CompiledFields;
  readonly source: BatchSource;
  readonly operation: Operation;
  readonly atomic: boolean;
  readonly tokenId: number | null;
  readonly records: readonly RecordIn[];
  /** The brake: throws `TooManyAffected`, and nothing is written, where more records would be updated. */
  readonly maxAffected?: number | undefined;
  /** True: an operation on one customer. */
  readonly single?: boolean | undefined;
  /** What its records were shown as, where they are those of a preview. */
  readonly preview?: AppliedPreview;
}

export interface AppliedPreview {
  /** The store's own id. */
  readonly id: number;
  /** Its cut. */
  readonly chunkRecords: number;
  readonly shown: StoredPreview;
}

/** A batch that its caller opened and ends, with its records in a spool. */
export interface SpooledRequest {
  readonly batch: OpenBatch;
  readonly operation: Operation;
  /** null: each record stands alone. Otherwise the lowest index at fault already, if there is one. */
  readonly atomic: { readonly faulty: readonly number[] } | null;
  readonly chunks: SpooledChunks;
  /** Chunks in memory at once, at most; absent: as many as the limits say. */
  readonly atOnce?: number;
  readonly signal: AbortSignal;
}

/** More records would be updated than the request allows. */
export class TooManyAffected extends Error {
  readonly affected: number;
  constructor(affected: number) {
    super(`${affected} records would be updated`);
    this.affected = affected;
  }
}

interface Cut {
  readonly validated: Validated;
  readonly chunks: readonly Chunk[];
}

interface Plan extends Cut {
  readonly batch: OpenBatch;
  /** Of an earlier attempt. */
  readonly done: readonly Checkpoint[];
}

export class Engine {
  readonly #store: BatchStore;
  readonly #limits: EngineLimits;
  readonly #gates: ChunkGates;
  readonly #observer: EngineObserver;

  constructor({ store, limits, observer }: { store: BatchStore; limits: EngineLimits; observer: EngineObserver }) {
    this.#store = store;
    this.#limits = limits;
    this.#gates = {
      overlaps: new Overlaps(),
      working: new Gate(limits.chunksAtOnceMax),
      waiting: new Gate(limits.chunksAtOnceMax),
    };
    this.#observer = observer;
  }

  /** Applies a batch to its end and says what became of each record. */
  async run(request: BatchRequest): Promise<BatchResult> {
    const plan = (request.resumed ? await this.#resume(request) : null) ?? (await this.#open(request));
    if ('counts' in plan) return plan;
    const { batch } = plan;
    try {
      return await this.#apply(plan, request);
    } catch (error) {
      this.#store.abandon(batch);
      throw error;
    }
  }

  /** Applies the chunks of a spooled batch that are not finished. Its caller opened it, and ends it. */
  async runSpooled({
    batch,
    operation,
    atomic,
    chunks,
    atOnce,
    signal,
  }: SpooledRequest): Promise<'done' | 'cancelled'> {
    return runChunks({
      context: this.#context(batch, { operation, atomic }),
      chunks,
      atOnce: Math.min(atOnce ?? Infinity, this.#limits.chunksAtOnceMax),
      signal,
      onChunk: (_checkpoint, seconds) => this.#observer.chunk(seconds),
    });
  }

  /** What a chunk would do at this moment. */
  async preview(list: ListRef, operation: Operation, chunk: Chunk): Promise<Preview> {
    const { customerBytesMax } = this.#limits;
    return previewChunk(chunk, { store: this.#store, list, operation, customerBytesMax });
  }

  /** Rule 8: what a batch would do, stored so that it can be applied. Refused as the batch itself would be. */
  async dryRun(request: BatchRequest, previews: PreviewStore): Promise<PreviewResult> {
    const { list, publicId, operation, atomic, maxAffected } = request;
    const earlier = request.resumed ? await this.#resume(request) : null;
    if (earlier && 'counts' in earlier) return { ...earlier, ...(await previews.shown(list, publicId)) };
    const { opening, validated, chunks } = this.#cut(request);
    const previewed = new PreviewedBatch(previews.begin());
    const faulty = validated.invalid.map(({ index }) => index);
    const ends = await Promise.allSettled(
      chunks.map(async (chunk) =>
        this.#gates.working.run(async () => {
          const preview = await this.preview(list, operation, chunk);
          previewed.add(chunk, atomic ? abortable(preview, faulty) : preview);
        }),
      ),
    );
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
    const { counts } = previewed;
    if (maxAffected !== undefined && counts.updated > maxAffected) throw new TooManyAffected(counts.updated);
    const expiresAt = await previewed.save(opening, maxAffected ?? null);
    return { ...previewed.result(request.records, opening), changes: previewed.changes, expiresAt };
  }

  async #brake({ list, operation, atomic, maxAffected }: BatchRequest, { validated, chunks }: Cut): Promise<void> {
    if (maxAffected === undefined || validated.valid.length <= maxAffected) return;
    const outcomes: Outcome[] = [];
    for (const chunk of chunks) outcomes.push(...(await this.preview(list, operation, chunk)).outcomes);
    const faulty = validated.invalid.map(({ index }) => index);
    const affected = wouldUpdate(outcomes, atomic ? { faulty } : null);
    if (affected > maxAffected) throw new TooManyAffected(affected);
  }

  async #open(request: BatchRequest): Promise<Plan> {
    const { opening, ...cut } = this.#cut(request);
    await this.#brake(request, cut);
    return { ...cut, batch: await this.#store.open(opening), done: [] };
  }

  /** All that is known of a batch before its first chunk. */
  #cut(request: BatchRequest): Cut & { readonly opening: NewBatch } {
    const { publicId, list, source, operation, atomic, tokenId, records, fields, preview, single } = request;
    const validated = asShown(validate(records, fields, operation), preview);
    const chunkRecords = preview?.chunkRecords ?? this.#chunkRecords(request);
    const chunks = cutIntoChunks(validated.valid, chunkRecords);
    const { invalid } = validated;
    const keys = records.map(({ key }) => key);
    const sizes = { total: records.length, chunks: chunks.length, chunkRecords };
    const kind = { ...(single && { single }), ...(preview && { previewId: preview.id }) };
    const opening = { publicId, list, source, operation, atomic, tokenId, ...sizes, invalid, keys, ...kind };
    return { validated, chunks, opening };
  }

  #chunkRecords({ atomic, records }: BatchRequest): number {
    if (atomic) return Math.max(records.length, 1);
    return Math.max(this.#limits.chunkRecordsMax, Math.ceil(records.length / chunksMax));
  }

  /** null: the earlier attempt ended before it opened the batch. A result: the batch ended meanwhile. */
  async #resume({ list, publicId, records, preview }: BatchRequest): Promise<Plan | BatchResult | null> {
    const found = await this.#store.resume(list.organizationId, publicId);
    if (!found) return null;
    const validated = asShown(validatedBefore(records, found.invalid), preview);
    const chunks = cutIntoChunks(validated.valid, found.chunkRecords);
    const plan = { batch: found, validated, chunks, done: found.checkpoints };
    if (found.state === 'running') return plan;
    return result(plan, { records, state: found.state, checkpoints: found.checkpoints });
  }

  async #apply(plan: Plan, request: BatchRequest): Promise<BatchResult> {
    const { batch, chunks, validated } = plan;
    const faulty = validated.invalid.map(({ index }) => index);
    const { operation } = request;
    const context = this.#context(batch, { operation, atomic: request.atomic ? { faulty } : null });
    const finished = new Set(plan.done.map(({ chunk }) => chunk));
    const open = chunks.filter(({ number }) => !finished.has(number));
    const tries = await Promise.allSettled(open.map(async (chunk) => this.#timed(chunk, context)));
    const checkpoints = [...plan.done];
    let cancelled = false;
    for (const done of tries) {
      if (done.status === 'fulfilled') checkpoints.push(done.value);
      else if (done.reason instanceof Fenced && done.reason.why === 'cancelled') cancelled = true;
      else throw done.reason;
    }
    return this.#end(plan, { records: request.records, state: cancelled ? 'cancelled' : 'completed', checkpoints });
  }

  #context(batch: OpenBatch, how: Pick<ChunkContext, 'operation' | 'atomic'>): ChunkContext {
    return { store: this.#store, batch, ...how, limits: this.#limits, gates: this.#gates };
  }

  async #timed(chunk: Chunk, context: ChunkContext): Promise<Checkpoint> {
    const start = performance.now();
    const checkpoint = await applyChunk(chunk, context);
    this.#observer.chunk((performance.now() - start) / 1000);
    return checkpoint;
  }

  async #end(plan: Plan, ending: Ending & { state: 'completed' | 'cancelled' }): Promise<BatchResult> {
    const unreached = unreachedOf(plan, ending.checkpoints);
    const checkpoints =
      unreached.length === 0
        ? ending.checkpoints
        : [...ending.checkpoints, { chunk: -1, ...count(unreached), retried: 0, outcomes: unreached }];
    const ended = result(plan, { ...ending, checkpoints });
    await this.#store.end(plan.batch, { state: ending.state, counts: ended.counts, unreached });
    this.#observer.batch(ended.counts);
    return ended;
  }
}

/** Those of a preview are held to what was shown. */
function asShown(validated: Validated, preview: AppliedPreview | undefined): Validated {
  return preview ? { ...validated, valid: pinned(validated.valid, preview.shown) } : validated;
}

interface Ending {
  readonly records: readonly RecordIn[];
  readonly state: BatchResult['state'];
  readonly checkpoints: readonly Checkpoint[];
}

function unreachedOf({ chunks }: Plan, checkpoints: readonly Checkpoint[]): Failure[] {
  const finished = new Set(checkpoints.map(({ chunk }) => chunk));
  return chunks
    .filter(({ number }) => !finished.has(number))
    .flatMap(({ customers }) => customers.flatMap(({ records }) => records))
    .map(({ index }) => ({
      index,
      outcome: 'failed',
      error: 'batch_cancelled_exception',
      reason: 'The batch was cancelled before it reached this record',
    }));
}

function result({ batch, validated, chunks }: Plan, { records, state, checkpoints }: Ending): BatchResult {
  const sum = { updated: 0, unchanged: 0, failed: 0, retried: 0 };
  const failures: (Failure & { key: string })[] = [];
  for (const checkpoint of checkpoints) {
    for (const name of ['updated', 'unchanged', 'failed', 'retried'] as const) sum[name] += checkpoint[name];
    if (checkpoint.failed === 0) continue;
    for (const outcome of checkpoint.outcomes) {
      if (outcome.outcome === 'failed') failures.push({ ...outcome, key: records[outcome.index]?.key ?? '' });
    }
  }
  failures.sort((a, b) => a.index - b.index);
  const invalid: readonly InvalidOutcome[] = validated.invalid;
  const counts = { total: records.length, valid: validated.valid.length, invalid: invalid.length, ...sum };
  return { batchId: batch.publicId, state, counts, chunks: chunks.length, failures, invalid };
}
