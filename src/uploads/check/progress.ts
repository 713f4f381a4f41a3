import { uploadLimits } from '../limits.ts';
import type { CheckStore } from '../check-ports.ts';
import type { SpoolClaim } from '../ports.ts';

interface ProgressOptions {
  readonly store: Pick<CheckStore, 'progress'>;
  readonly claim: SpoolClaim;
  readonly signal: AbortSignal;
  /** Milliseconds. */
  readonly now: () => number;
}

/** Reports how far a check is, a few times a second, and ends it where it is to end. */
export class Progress {
  readonly #options: ProgressOptions;
  #last = -Infinity;

  constructor(options: ProgressOptions) {
    this.#options = options;
  }

  /** Call it often. Throws when the process is to stop, the batch was cancelled, or another check has begun. */
  async report(phase: 'reading' | 'checking', { done, of }: { done: number; of: number }): Promise<void> {
    const { store, claim, signal, now } = this.#options;
    signal.throwIfAborted();
    if (now() - this.#last < uploadLimits.progressMs) return;
    this.#last = now();
    await store.progress(claim, { phase, done, of });
  }
}
