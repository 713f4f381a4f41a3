import { Type } from 'typebox';
import type { TObject, TSchema } from 'typebox';
import type { Page } from '../../access/ports.ts';
import type { Call } from '../../http/route.ts';

/** Entries of a page when none are asked for, and at most. */
const pageEntries = 50;
const pageEntriesMax = 200;

/** `{"success":true,"data":…}` */
export function success(data: TSchema): TObject {
  return Type.Object({ success: Type.Literal(true), data });
}

/** `{"success":true,"data":[…],"nextCursor":…}` */
export function successPage(entry: TSchema): TObject {
  const nextCursor = Type.Union([Type.String(), Type.Null()], {
    description: 'Send it as `cursor` for the next page; null on the last one.',
  });
  return Type.Object({ success: Type.Literal(true), data: Type.Array(entry), nextCursor });
}

/** The query of a list. `cursor` must look like what `nextCursor` gives. */
export function pageQuery(cursor: RegExp, { entries = pageEntries, entriesMax = pageEntriesMax } = {}): TObject {
  return Type.Object(
    {
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: entriesMax, default: entries })),
      cursor: Type.Optional(
        Type.String({
          pattern: cursor.source,
          mustBe: 'the nextCursor of an earlier answer',
          description: 'The `nextCursor` of the page before.',
        }),
      ),
    },
    { additionalProperties: false },
  );
}

/** Which page a call asks for. */
export function pageOf({ query }: Pick<Call, 'query'>): Page {
  const { limit, cursor } = query as { limit?: number; cursor?: string };
  return { limit: limit ?? pageEntries, after: cursor ?? null };
}

/** What a refusal other than of a malformed request looks like. */
export const refusal = Type.Object({
  success: Type.Literal(false),
  error: Type.String(),
  message: Type.String(),
});

/** A moment in UTC, or null. */
export const momentOrNull = Type.Union([Type.String({ format: 'date-time' }), Type.Null()]);
