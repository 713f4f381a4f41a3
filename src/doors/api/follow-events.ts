import type { EventsCall, ServerEvent } from '../../http/route.ts';

/** Reports of something, again and again, each when it differs from the one before, up to the final one. */
export type Follow = <Report>(options: {
  /** null: there is no such thing (any more). */
  readonly read: () => Promise<Report | null>;
  readonly isFinal: (report: Report) => boolean;
  readonly signal: AbortSignal;
}) => AsyncIterable<Report>;

/**
 * The reports as events: each brings the whole, so whoever comes back needs nothing of what was missed. Their numbers go
 * on where he stopped.
 */
export async function* asEvents<Report>(
  reports: AsyncIterable<Report>,
  { name, call }: { readonly name: string; readonly call: Pick<EventsCall, 'headers'> },
): AsyncGenerator<ServerEvent> {
  const last = call.headers['last-event-id'] ?? '';
  let id = /^\d{1,9}$/.test(last) ? Number(last) : 0;
  for await (const data of reports) {
    id += 1;
    yield { id: String(id), event: name, data };
  }
}
