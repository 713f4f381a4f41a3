/**
 * Runs batches. A batch is opened (its cut and its invalid records are stored), its chunks are applied, several at a
 * time, and it is ended. Whoever finds it again after a crash goes on from its checkpoints: `#run` with `resumed`.
 */
import { applyChunk, type ChunkContext, type ChunkGates, count } from './apply-chunk.ts';
import { type Chunk, cutIntoChunks } from './cut-chunks.ts';
import type { CompiledFields } from './fields.ts';
import { Gate } from './gate.ts';
import { Overlaps } from './overlaps.ts';
import { type BatchStore, type Checkpoint, Fenced, type ListRef, type OpenBatch } from './ports.ts';
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
}

/** A batch that its caller opened and ends, with its records in a spool. */
export interface SpooledRequest {
  readonly batch: OpenBatch;
  readonly operation: Operation;
  /** null: each record stands alone. Otherwise the lowest index at fault already, if there is one. */
  readonly atomic: { readonly faulty: readonly number[] } | null;
  readonly chunks: SpooledChunks;
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
  async runSpooled({ batch, operation, atomic, chunks, signal }: SpooledRequest): Promise<'done' | 'cancelled'> {
    return runChunks({
      context: this.#context(batch, { operation, atomic }),
      chunks,
      atOnce: this.#limits.chunksAtOnceMax,
      signal,
      onChunk: (_checkpoint, seconds) => this.#observer.chunk(seconds),
    });
  }

  /** What a chunk would do at this moment. */
  async preview(list: ListRef, operation: Operation, chunk: Chunk): Promise<Preview> {
    const { customerBytesMax } = this.#limits;
    return previewChunk(chunk, { store: this.#store, list, operation, customerBytesMax });
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
    const { records, fields, operation, atomic } = request;
    const validated = validate(records, fields, operation);
    const chunkRecords = atomic
      ? Math.max(records.length, 1)
      : Math.max(this.#limits.chunkRecordsMax, Math.ceil(records.length / chunksMax));
    const chunks = cutIntoChunks(validated.valid, chunkRecords);
    await this.#brake(request, { validated, chunks });
    const batch = await this.#store.open({
      publicId: request.publicId,
      list: request.list,
      source: request.source,
      operation,
      atomic,
      tokenId: request.tokenId,
      total: records.length,
      invalid: validated.invalid,
      chunks: chunks.length,
      chunkRecords,
      keys: records.map(({ key }) => key),
    });
    return { batch, validated, chunks, done: [] };
  }

  /** null: the earlier attempt ended before it opened the batch. A result: the batch ended meanwhile. */
  async #resume({ list, publicId, records }: BatchRequest): Promise<Plan | BatchResult | null> {
    const found = await this.#store.resume(list.organizationId, publicId);
    if (!found) return null;
    const validated = validatedBefore(records, found.invalid);
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
