/**
 * Same key and same request: one effect, one answer.
 *
 *   absent ──claim──▶ running ──2xx──▶ answered ──24 h──▶ absent
 *                      │  ▲ └──4xx──▶ absent; abandoned, if it was taken over
 *      5xx, or its process died  │
 *                      ▼  │ a retry takes it over
 *                     abandoned
 *
 * An operation of one transaction claims, writes and keeps its answer in that transaction, so it is never abandoned. A
 * batch claims in a transaction of its own before the engine begins. Within this process `#running` decides who runs;
 * between processes the claim's row and its owner's heartbeat do.
 */
import { RequestError } from '../errors/request-error.ts';
import type { Abandoned, IdempotencyStore, KeyedRequest, KeyState } from './idempotency-store.ts';
import { limits } from './limits.ts';
import type { Ids, Log, Transact } from './ports.ts';
import { transactOrRefuse } from './transact-or-refuse.ts';
import type { WireAnswer } from './wire-answer.ts';

/** One attempt to carry a request out. */
export type Attempt<Tx> =
  | { readonly kind: 'transaction'; run(start: Start, tx: Tx): Promise<WireAnswer> }
  | { readonly kind: 'batch'; run(start: Start): Promise<WireAnswer> };
export interface Start {
  readonly reference: string;
  readonly resumed: boolean;
}

interface IdempotencyOptions<Tx> {
  readonly store: IdempotencyStore<Tx>;
  readonly transact: Transact<Tx>;
  readonly ids: Ids;
  readonly log: Log;
}

export class Idempotency<Tx> {
  readonly #options: IdempotencyOptions<Tx>;
  /** Claims that this process is at work on, and for which request. */
  readonly #running = new Map<string, Buffer>();
  /** Claims that may name this process though it is not at work on them: their end could not be written. */
  readonly #unended = new Map<string, KeyedRequest>();
  #timer: NodeJS.Timeout | undefined;

  constructor(options: IdempotencyOptions<Tx>) {
    this.#options = options;
  }

  /** Carries the request out, or repeats what was answered before. Throws 409 while it runs, 422 for another request. */
  async run(request: KeyedRequest, attempt: Attempt<Tx>): Promise<WireAnswer> {
    const name = nameOf(request);
    const other = this.#running.get(name);
    if (other) throw other.equals(request.fingerprint) ? stillRunning() : usedForAnother();
    this.#running.set(name, request.fingerprint);
    try {
      const found = await this.#options.store.find(request);
      const answer = settled(found);
      if (answer) return answer;
      if (attempt.kind === 'transaction') return await this.#transaction(request, attempt);
      return await this.#batch(request, { attempt, abandoned: found.state === 'abandoned' ? found : null });
    } finally {
      this.#running.delete(name);
    }
  }

  async #transaction(request: KeyedRequest, attempt: Attempt<Tx> & { kind: 'transaction' }): Promise<WireAnswer> {
    const { store, transact, ids } = this.#options;
    const start = { reference: ids.reference(), resumed: false };
    try {
      return await transactOrRefuse(transact, async (tx) => {
        if (!(await store.claimIn(tx, request, start.reference))) throw new Taken();
        const answer = await attempt.run(start, tx);
        if (isKept(answer)) await store.answerIn(tx, request, answer);
        else if (answer.status < 400) await store.dropIn(tx, request);
        return answer;
      });
    } catch (error) {
      if (!(error instanceof Taken)) throw error;
      // Another process has the key, and has perhaps answered by now.
      const answer = settled(await store.find(request));
      if (answer) return answer;
      throw stillRunning();
    }
  }

  async #batch(request: KeyedRequest, { attempt, abandoned }: BatchAttempt<Tx>): Promise<WireAnswer> {
    const { store, ids } = this.#options;
    const start = { reference: abandoned?.reference ?? ids.reference(), resumed: abandoned !== null };
    let mine: boolean;
    try {
      mine = await (abandoned ? store.takeOver(request, abandoned) : store.claim(request, start.reference));
    } catch (error) {
      // It may be written all the same, where the connection broke before that was known.
      this.#releaseLater(request);
      throw error;
    }
    if (!mine) throw stillRunning();
    return this.#claimed(request, attempt, start);
  }

  async #claimed(request: KeyedRequest, attempt: BatchAttempt<Tx>['attempt'], start: Start): Promise<WireAnswer> {
    let answer: WireAnswer;
    try {
      answer = await attempt.run(start);
    } catch (error) {
      await this.#end(request, isRefusal(error) && !start.resumed ? 'drop' : 'release');
      throw error;
    }
    if (isKept(answer)) await this.#end(request, answer);
    // An earlier attempt may have applied something: its claim outlives a refusal.
    else await this.#end(request, answer.status < 500 && !start.resumed ? 'drop' : 'release');
    return answer;
  }

  /**
   * The batch is what it is by now, so its answer goes out even where the claim's end cannot be written. The claim
   * then still names this process, which knows that it is not at work on it: a retry that comes here takes it over and
   * is answered. For one that comes to another process the claim is released later.
   */
  async #end(request: KeyedRequest, end: WireAnswer | 'drop' | 'release'): Promise<void> {
    const { store, log } = this.#options;
    try {
      if (end === 'drop') await store.drop(request);
      else if (end === 'release') await store.release(request);
      else await store.answer(request, end);
    } catch (cause) {
      log.warn({ operation: request.operation, cause }, 'the end of an idempotency claim could not be written');
      this.#releaseLater(request);
    }
  }

  #releaseLater(request: KeyedRequest): void {
    this.#unended.set(nameOf(request), request);
    this.#setTimer();
  }

  /** Runs while there is a claim to let go, and keeps no process from ending. */
  #setTimer(): void {
    if (this.#timer) return;
    this.#timer = setTimeout(() => void this.#releaseUnended(), releaseAgainMs).unref();
  }

  /** Only `release` is safe by now: a retry gets the answer anew, from what the batch has become. */
  async #releaseUnended(): Promise<void> {
    for (const [name, request] of this.#unended) {
      // A retry is at work on it, and ends the claim itself.
      if (this.#running.has(name)) continue;
      this.#running.set(name, request.fingerprint);
      try {
        await this.#options.store.release(request);
        this.#unended.delete(name);
      } catch {
        // It has been logged, and its turn comes again.
      } finally {
        this.#running.delete(name);
      }
    }
    this.#timer = undefined;
    if (this.#unended.size > 0) this.#setTimer();
  }
}

/** Between two attempts to let go of such claims. */
const releaseAgainMs = 1_000;

function nameOf({ organizationId, operation, key }: KeyedRequest): string {
  return JSON.stringify([organizationId, operation, key]);
}

interface BatchAttempt<Tx> {
  readonly attempt: Attempt<Tx> & { kind: 'batch' };
  readonly abandoned: Abandoned | null;
}

class Taken extends Error {}

/** The earlier answer; null where the request is to be carried out. */
function settled(found: KeyState): WireAnswer | null {
  if (found.state === 'other-request') throw usedForAnother();
  if (found.state === 'running') throw stillRunning();
  if (found.state !== 'answered') return null;
  return { ...found.answer, headers: { ...found.answer.headers, 'idempotency-replayed': 'true' } };
}

const keptStatuses = new Set([200, 201, 202, 207]);

function isKept({ status }: WireAnswer): boolean {
  return keptStatuses.has(status);
}

/** True where the request itself was at fault, so that nothing of it has begun. */
function isRefusal(error: unknown): boolean {
  return error instanceof RequestError && error.code !== 'internal' && error.code !== 'unavailable';
}

function stillRunning(): RequestError {
  const { retryAfterSeconds } = limits;
  const message = 'A request with this Idempotency-Key is still running; try again.';
  return new RequestError('conflict', message, { retryAfterSeconds });
}

function usedForAnother(): RequestError {
  const message = 'This Idempotency-Key was used for another request; use a new key.';
  return new RequestError('unprocessable', message);
}
