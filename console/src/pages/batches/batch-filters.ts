import { type BatchSource, batchSources, type BatchState, batchStates } from './batch-words.ts';

export const times = ['today', 'week', 'month', 'period'] as const;
export type Time = (typeof times)[number];

/** Which batches are shown; null: all. They stand in the address, so that they can be shared and come back to. */
export interface BatchFilters {
  readonly state: BatchState | null;
  readonly source: BatchSource | null;
  /** A list's id. */
  readonly list: string | null;
  /** The id of a token, user or client. */
  readonly by: string | null;
  readonly time: Time | null;
  /** Of a chosen period: its first and its last day, as `2026-11-22`. */
  readonly from: string | null;
  readonly to: string | null;
}

/** What is not understood in an address is left out, not refused: somebody has mistyped it. */
export function readFilters(params: URLSearchParams): BatchFilters {
  const time = oneOf(times, params.get('time'));
  return {
    state: oneOf(batchStates, params.get('state')),
    source: oneOf(batchSources, params.get('source')),
    list: params.get('list'),
    by: params.get('by'),
    time,
    from: time === 'period' ? dayOrNull(params.get('from')) : null,
    to: time === 'period' ? dayOrNull(params.get('to')) : null,
  };
}

/** What is asked of the service, in the reader's own days. */
export function queryOf({ time, from, to, ...same }: BatchFilters, now: Date): Record<string, string | undefined> {
  const given = Object.fromEntries(Object.entries(same).map(([name, value]) => [name, value ?? undefined]));
  return { ...given, ...momentsOf({ time, from, to }, now) };
}

export function isFiltered(filters: BatchFilters): boolean {
  return Object.values(filters).some((value) => value !== null);
}

function momentsOf({ time, from, to }: Pick<BatchFilters, 'time' | 'from' | 'to'>, now: Date) {
  if (time === null) return {};
  if (time === 'period') return { from: from ? startOf(from, 0) : undefined, to: to ? startOf(to, 1) : undefined };
  const days = { today: 0, week: 6, month: 29 }[time];
  return { from: new Date(now.getFullYear(), now.getMonth(), now.getDate() - days).toISOString() };
}

/** When the day begins where the reader is, or the one so many days later. */
function startOf(day: string, later: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(year, month - 1, date + later).toISOString();
}

function dayOrNull(text: string | null): string | null {
  return text !== null && /^[12]\d{3}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) ? text : null;
}

function oneOf<Value extends string>(values: readonly Value[], text: string | null): Value | null {
  return values.find((value) => value === text) ?? null;
}
