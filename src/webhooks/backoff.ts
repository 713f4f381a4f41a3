/** Waits grow by this factor. */
const factor = 4;
/** No wait is longer, whatever the target asks for. */
const waitMsMax = 24 * 60 * 60 * 1000;
/** A wait is made longer by up to this share of itself, so that what failed together is not tried again together. */
const spread = 0.1;

interface Failed {
  /** Attempts made so far, the one that just failed included. */
  readonly attempts: number;
  /** What the target asked for (`Retry-After`); null: nothing. */
  readonly retryAfterMs: number | null;
}

interface Limits {
  readonly webhookRetryMs: number;
  readonly webhookAttemptsMax: number;
}

/** How long to wait before the next attempt; null: there is none. `random` is from 0 up to 1. */
export function waitBeforeNext({ attempts, retryAfterMs }: Failed, limits: Limits, random: number): number | null {
  if (attempts >= limits.webhookAttemptsMax) return null;
  const wait = limits.webhookRetryMs * factor ** (attempts - 1) * (1 + spread * random);
  return Math.round(Math.min(Math.max(wait, retryAfterMs ?? 0), waitMsMax));
}

/** Reads `Retry-After`: seconds, or a date. */
export function readRetryAfter(header: string | undefined, now: Date): number | null {
  if (header === undefined) return null;
  if (/^\d{1,9}$/.test(header)) return Number(header) * 1000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, at - now.getTime());
}
