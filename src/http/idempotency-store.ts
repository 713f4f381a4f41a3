import type { WireAnswer } from './wire-answer.ts';

/** A request with an idempotency key. The first three name the claim; the fingerprint says which request it is for. */
export interface KeyedRequest {
  readonly organizationId: number;
  readonly operation: string;
  readonly key: string;
  readonly fingerprint: Buffer;
}

/**
 * What a key stands for. An expired one is absent. `abandoned`: an earlier attempt may have begun and nobody runs it
 * any more; it is this process's own unless another owner is named.
 */
export type KeyState =
  | { readonly state: 'absent' | 'other-request' | 'running' }
  | Abandoned
  | { readonly state: 'answered'; readonly answer: WireAnswer };
export interface Abandoned {
  readonly state: 'abandoned';
  readonly reference: string;
  readonly owner: number | null;
}

/**
 * Keeps claims and answers; `src/store` fulfils it.
 *
 * A claim begins with `claim` (inside the operation's own transaction, or alone for a batch) or `takeOver`, and ends
 * with `answer` (kept), `drop` (as if it had never been) or `release` (kept without an owner, for a retry to take
 * over). The last three do nothing once another process has taken the claim over.
 */
export interface IdempotencyStore<Tx> {
  find(request: KeyedRequest): Promise<KeyState>;
  /** False when somebody else has the key: never waits for him. */
  claimIn(tx: Tx, request: KeyedRequest, reference: string): Promise<boolean>;
  answerIn(tx: Tx, request: KeyedRequest, answer: WireAnswer): Promise<void>;
  dropIn(tx: Tx, request: KeyedRequest): Promise<void>;
  claim(request: KeyedRequest, reference: string): Promise<boolean>;
  /** False when another process was faster. */
  takeOver(request: KeyedRequest, abandoned: Abandoned): Promise<boolean>;
  answer(request: KeyedRequest, answer: WireAnswer): Promise<void>;
  drop(request: KeyedRequest): Promise<void>;
  release(request: KeyedRequest): Promise<void>;
}
