import { type Static, Type } from 'typebox';
import { fromCursor, toCursor } from '../../http/cursor.ts';
import { malformed } from '../../http/malformed.ts';
import type { Call, Route } from '../../http/route.ts';
import type { PagePlace } from '../../lists/find-customers.ts';
import type { ListCustomers } from '../../lists/list-customers.ts';
import { foundCustomerShape, presentFound } from './list-customer-shape.ts';
import { refusal } from './wire.ts';

interface Deps {
  readonly customers: Pick<ListCustomers, 'findPage'>;
}

const entries = 50;
const entriesMax = 200;
const searchCharactersMax = 256;

const query = Type.Object(
  {
    search: Type.Optional(
      Type.String({
        maxLength: searchCharactersMax,
        description:
          'The start of a key, a reference, a word of the name, a telephone number (with or without its country code) or ' +
          'an e-mail address, in any case. Blanks alone search nothing.',
        examples: ['asha'],
      }),
    ),
    status: Type.Optional(
      Type.Enum(['active', 'removed', 'all'], {
        default: 'active',
        description: 'A removed customer is found by its key: its data lie in its history.',
      }),
    ),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: entriesMax, default: entries })),
    cursor: Type.Optional(Type.String({ description: 'The `nextCursor` of the page before, of the same search.' })),
  },
  { additionalProperties: false },
);

const answer = Type.Object({
  success: Type.Literal(true),
  data: Type.Array(foundCustomerShape),
  nextCursor: Type.Union([Type.String(), Type.Null()], {
    description: 'null: this is the last page. A page may have few customers, or none, and a cursor all the same.',
  }),
  incomplete: Type.Boolean({
    description:
      'true: what a large batch changed, or what was there before an upgrade, is still being read; a search may find too few.',
  }),
});

/** `GET /lists/{id}/customers` */
export function listListCustomers<Tx>({ customers }: Deps): Route<Tx> {
  async function handle({ organization, params, query: raw }: Call) {
    const { search = '', status = 'active', limit = entries, cursor } = raw as Static<typeof query>;
    const page = await customers.findPage(organization, params['id'] ?? '', {
      search: search.trim() === '' ? null : search,
      status,
      limit,
      after: cursor === undefined ? null : placeOf(fromCursor(cursor, isPlace)),
    });
    if (page === null) throw malformed(['cursor must be the nextCursor of an earlier answer']);
    const { next, incomplete } = page;
    const nextCursor = next && toCursor(`${next.stretch} ${next.place}`);
    const body: Static<typeof answer> = {
      success: true,
      data: page.customers.map(presentFound),
      nextCursor,
      incomplete,
    };
    return { status: 200, body };
  }
  return {
    method: 'GET',
    path: '/api/v1/lists/:id/customers',
    operationId: 'listListCustomers',
    summary: 'Finds customers of a list',
    description:
      'Without `search` all of them by key; else those whose keys begin so, then by reference, name, number and address. ' +
      'No customer comes twice. The time that it takes does not grow with the list.',
    tag: 'Lists',
    scope: 'customers:read',
    actsBelow: true,
    params: Type.Object({ id: Type.String({ description: '`camp_…` or `CEK…`' }) }),
    query,
    answers: { 200: answer, 404: refusal },
    run: { kind: 'read', handle },
  };
}

/** A stretch, and a key or an entry of it: 65 characters of a term, one between, and a key of 512, the most that may be set. */
const place = /^(\d{1,2}) ([^\0]{1,578})$/su;

function isPlace(text: string): boolean {
  return place.test(text);
}

function placeOf(text: string): PagePlace {
  const [, stretch = '', behind = ''] = place.exec(text) ?? [];
  return { stretch: Number(stretch), place: behind };
}
