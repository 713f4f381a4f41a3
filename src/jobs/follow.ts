import { setTimeout as delay } from 'node:timers/promises';

interface Options<Report> {
  /** How it stands; null: there is no such thing (any more). */
  readonly read: () => Promise<Report | null>;
  readonly isFinal: (report: Report) => boolean;
  /** Fires when whoever follows has gone away, or the process stops. */
  readonly signal: AbortSignal;
}

/** At most four reports a second. */
const everyMs = 250;

/**
 * How something stands, again and again: each report that differs from the one before, up to the final one. It ends early
 * when the signal fires; what `read` throws is thrown on.
 */
export async function* follow<Report>({ read, isFinal, signal }: Options<Report>): AsyncGenerator<Report, void> {
  let before = '';
  while (!signal.aborted) {
    const report = await read();
    if (report === null) return;
    const text = JSON.stringify(report);
    if (text !== before) yield report;
    before = text;
    if (isFinal(report)) return;
    await delay(everyMs, undefined, { signal }).catch(() => undefined);
  }
}
