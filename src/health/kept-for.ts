/**
 * What `work` came to, good or bad, is the answer for so many milliseconds after it ended, whoever asks. Where it does not end
 * in that time it is tried again.
 */
export function keptFor<T>(ms: number, work: () => Promise<T>, clock = () => performance.now()): () => Promise<T> {
  let kept: Promise<T> | null = null;
  let goodUntil = 0;
  return () => {
    if (kept !== null && clock() < goodUntil) return kept;
    goodUntil = clock() + ms;
    kept = work().finally(() => {
      goodUntil = clock() + ms;
    });
    return kept;
  };
}
