import type { Readable } from 'node:stream';
import { RequestError } from '../errors/request-error.ts';

interface Patience {
  /** Milliseconds that one piece is waited for. */
  readonly idleMs: number;
  /** Milliseconds until the last one. */
  readonly totalMs: number;
}

/**
 * A body's bytes as they arrive. Throws `request_timeout` when they come too slowly. The stream is not destroyed when we
 * stop early: its connection still has to carry the refusal.
 */
export async function* arriving(payload: Readable, { idleMs, totalMs }: Patience): AsyncGenerator<Buffer, void> {
  const pieces = payload.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer>;
  const endsAt = performance.now() + totalMs;
  try {
    for (;;) {
      // Only the client's own slowness counts, not that of whoever takes the pieces.
      const { done, value } = await soonEnough(pieces.next(), Math.min(idleMs, endsAt - performance.now()));
      if (done === true) return;
      yield value;
    }
  } finally {
    // Not waited for: a piece that is late may never come.
    void pieces.return?.();
  }
}

async function soonEnough<T>(next: Promise<T>, ms: number): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(tooSlow()), ms);
  try {
    return await Promise.race([next, late]);
  } finally {
    clearTimeout(timer);
  }
}

function tooSlow(): RequestError {
  return new RequestError('request_timeout', 'The body came too slowly; send it again over a better connection.');
}
