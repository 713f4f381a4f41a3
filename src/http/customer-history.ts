/** What a customer's history is asked for and looks like, whichever door it is read through. */
import { type Static, Type } from 'typebox';
import { fromCursor, toCursor } from './cursor.ts';
import type { Call } from './route.ts';

/** Parameters of a history's query, beside those that name the customer. */
export const historyQuery = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000, description: '100 if absent.' })),
  cursor: Type.Optional(Type.String({ description: 'The `nextCursor` of the answer before.' })),
  field: Type.Optional(
    Type.Array(Type.String({ minLength: 1, maxLength: 1_024 }), {
      explode: true,
      maxItems: 100,
      description: 'Only changes of this field, and of them only this field. Repeat it for several fields.',
    }),
  ),
};

const change = Type.Object(
  { from: Type.Optional(Type.Unknown()), to: Type.Optional(Type.Unknown()) },
  { description: '`from` or `to` is left out where the field was, or is, absent.' },
);

/** One change of a customer. */
export const historyEntry = Type.Object({
  version: Type.Integer({ description: 'The version that the change made.' }),
  batchId: Type.Union([Type.String(), Type.Null()]),
  at: Type.String({ format: 'date-time' }),
  by: Type.Union([Type.String(), Type.Null()], {
    description: 'Who asked for it: the name of a token, user or client.',
  }),
  changes: Type.Record(Type.String(), change),
});

export const historyCursor = Type.Union([Type.String(), Type.Null()], {
  description:
    'null: this is the last page. With `field` a page may have few entries, or none, and a cursor all the same.',
});

/** For the description of an operation. */
export const historyIs =
  'Newest first, as far back as history is kept (`AMEND_HISTORY_DAYS`). A customer that was removed still has his.';

interface Asked {
  readonly limit: number;
  readonly cursor: number | null;
  readonly fields: readonly string[] | null;
}

/** Which part of a history a call asks for. */
export function askedHistory({ query }: Pick<Call, 'query'>): Asked {
  const { limit = 100, cursor, field } = query as { limit?: number; cursor?: string; field?: readonly string[] };
  return { limit, cursor: cursor === undefined ? null : Number(fromCursor(cursor, isPlace)), fields: field ?? null };
}

type Changes = Static<typeof historyEntry>['changes'];

interface HistoryPage {
  readonly entries: readonly {
    readonly version: number;
    readonly batchId: string | null;
    readonly at: Date;
    readonly by: string | null;
    readonly fields: Changes;
  }[];
  readonly next: number | null;
}

/** Translates a page to the wire. */
export function presentHistory({ entries, next }: HistoryPage): {
  readonly entries: Static<typeof historyEntry>[];
  readonly nextCursor: string | null;
} {
  return {
    entries: entries.map(({ at, fields, ...same }) => ({ ...same, at: at.toISOString(), changes: fields })),
    nextCursor: next === null ? null : toCursor(String(next)),
  };
}

function isPlace(place: string): boolean {
  return /^[1-9]\d{0,15}$/.test(place) && Number.isSafeInteger(Number(place));
}
