import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Type } from 'typebox';
import { json, openServer, type OpenServer, route } from './open-server.ts';

const thing = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 5 }),
    campaignType: Type.Enum(['emi', 'edi', 'lead']),
    startTime: Type.Optional(Type.String({ pattern: '^\\d\\d:\\d\\d$', mustBe: 'a time HH:MM' })),
    customFields: Type.Optional(Type.Record(Type.String(), Type.Union([Type.Literal('text'), Type.Literal('number')]))),
    constructor: Type.Optional(Type.Integer()),
    note: Type.Optional(Type.Unknown()),
  },
  { additionalProperties: false },
);
const bulk = Type.Object(
  {
    campaignId: Type.String(),
    records: Type.Array(Type.Object({ id: Type.String() }, { additionalProperties: false }), {
      minItems: 1,
      maxItems: 3,
    }),
  },
  { additionalProperties: false },
);
const listing = Type.Object(
  {
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 20 })),
    ratio: Type.Optional(Type.Number()),
    dryRun: Type.Optional(Type.Boolean()),
    outcome: Type.Optional(Type.Array(Type.Enum(['failed', 'invalid']))),
    search: Type.Optional(Type.String()),
    field: Type.Optional(Type.Array(Type.String({ minLength: 1 }), { explode: true, maxItems: 3 })),
  },
  { additionalProperties: false },
);

describe('a request', () => {
  let server: OpenServer;
  before(async () => {
    server = await openServer({
      routes: [
        route({ body: thing, handle: ({ body }) => ({ got: body ?? null }) }),
        route({
          path: '/bulk',
          operationId: 'bulk',
          body: bulk,
          bodyCheck: 'lenient',
          handle: ({ body }) => ({ got: body }),
        }),
        {
          ...route({ path: '/bare/:id', operationId: 'bare', handle: ({ body }) => ({ got: body ?? null }) }),
          body: undefined as never,
        },
        route({
          path: '/optional',
          operationId: 'optional',
          body: Type.Object({ name: Type.Optional(Type.String()) }, { additionalProperties: false }),
          bodyOptional: true,
          handle: ({ body }) => ({ got: body ?? null }),
        }),
        route({
          method: 'GET',
          path: '/list/:id',
          operationId: 'list',
          query: listing,
          handle: ({ query, params }) => ({ query, params }),
        }),
      ],
      settings: { jsonBodyBytesMax: 40_000_000, jsonBytesInFlightMax: 80_000_000 },
    });
  });
  after(() => server[Symbol.asyncDispose]());

  async function put(path: string, body: string | Uint8Array<ArrayBuffer> | null) {
    const response = await server.fetch(path, { method: 'PUT', headers: json, body });
    const answer = (await response.json()) as { got?: unknown; errors?: string[] };
    return response.status === 200 ? answer.got : (answer.errors ?? answer);
  }
  async function list(query: string) {
    const response = await server.fetch(`/list/a${query}`);
    const answer = (await response.json()) as { query?: unknown; errors?: string[] };
    return response.status === 200 ? answer.query : (answer.errors ?? answer);
  }

  test('whose body is optional may leave it out, and is held to its schema where it does not', async () => {
    assert.equal(await put('/optional', null), null);
    assert.equal(await put('/optional', ''), null);
    assert.deepEqual(await put('/optional', '{"name":"a"}'), { name: 'a' });
    assert.deepEqual(await put('/optional', 'null'), ['body must be a JSON object']);
    assert.notDeepEqual(await put('/optional', '{"other":1}'), { other: 1 });
  });

  test('whose body is no JSON is told so', async () => {
    for (const body of ['', '{', '{"a":1,}', "{'a':1}", 'undefined', '\uFEFF', '{}{}']) {
      assert.deepEqual(await put('/things', body), ['body must be valid JSON'], body);
    }
    for (const bytes of [[0x22, 0xff, 0x22], [0x22, 0xed, 0xa0, 0x80, 0x22], [0]]) {
      assert.deepEqual(await put('/bulk', new Uint8Array(bytes)), ['body must be valid JSON']);
    }
    assert.deepEqual(await put('/things', null), ['body must be valid JSON']);
  });

  test('whose body is no object is told so', async () => {
    for (const body of ['null', '1', '"a"', '[]', '[{}]', 'true']) {
      assert.deepEqual(await put('/things', body), ['body must be a JSON object'], body);
      assert.deepEqual(await put('/bulk', body), ['body must be a JSON object'], body);
    }
  });

  test('may begin with a byte order mark', async () => {
    assert.deepEqual(await put('/things', '\uFEFF{"name":"a","campaignType":"emi"}'), {
      name: 'a',
      campaignType: 'emi',
    });
  });

  test('is told all its faults, in plain sentences', async () => {
    const faults = await put(
      '/things?dryrun=true',
      '{"name":"","campaignType":5,"startTime":"9:00","customFields":{"score":"money"},"nmae":1,"__proto__":{}}',
    );
    assert.deepEqual((faults as string[]).toSorted(), [
      'campaignType must be one of emi, edi, lead',
      'customFields.score must be one of text, number',
      'name cannot be empty',
      'startTime must be a time HH:MM',
      'unknown field __proto__',
      'unknown field nmae',
      'unknown query parameter dryrun',
    ]);
    assert.deepEqual(await put('/things', '{}'), ['name is required', 'campaignType is required']);
    assert.deepEqual(await put('/things', '{"name":"abcdef","campaignType":"emi","constructor":"1"}'), [
      'name cannot exceed 5 characters',
      'constructor must be an integer',
    ]);
  });

  test('is never coerced, defaulted or stripped', async () => {
    assert.deepEqual(await put('/things', '{"name":5,"campaignType":"emi"}'), ['name must be a string']);
    const body = { name: 'a', campaignType: 'lead', note: { a: null, b: ['1', 2] } };
    assert.deepEqual(await put('/things', JSON.stringify(body)), body);
  });

  test('whose texts cannot be stored is told which', async () => {
    assert.deepEqual(
      await put('/things', '{"name":"a\\u0000","campaignType":"emi","note":[{"b":"\\ud800"},{"\\u0000":1}]}'),
      [
        'name must not contain a NUL character or a lone surrogate',
        'a field name in note[1] must not contain a NUL character or a lone surrogate',
        'note[0].b must not contain a NUL character or a lone surrogate',
      ],
    );
    assert.deepEqual(await put('/bulk', '{"campaignId":"\\udfff","records":[{}]}'), [
      'campaignId must not contain a NUL character or a lone surrogate',
    ]);
  });

  test('with items that may be bad is held to its top level only', async () => {
    const records = [1, { id: null, x: { __proto__: null } }, '\u0000'];
    assert.deepEqual(await put('/bulk', JSON.stringify({ campaignId: 'c', records })), {
      campaignId: 'c',
      records: JSON.parse(JSON.stringify(records)) as unknown,
    });
    assert.deepEqual(await put('/bulk', '{"campaignId":"c","records":[]}'), ['records cannot be empty']);
    assert.deepEqual(await put('/bulk', '{"campaignId":"c","records":[1,2,3,4]}'), [
      'records cannot exceed 3 items per request',
    ]);
    assert.deepEqual(await put('/bulk?x=1', '{"campaignId":7,"records":{},"dry":1}'), [
      'unknown query parameter x',
      'unknown field dry',
      'campaignId must be a string',
      'records must be an array',
    ]);
    assert.deepEqual(await put('/bulk', '{}'), ['campaignId is required', 'records is required']);
  });

  test('that takes no body may send none, or an empty object', async () => {
    assert.equal(await put('/bare/1', null), null);
    assert.equal(await put('/bare/1', '{}'), null);
    assert.deepEqual(await put('/bare/1', '{"dryRun":true}'), ['unknown field dryRun']);
    assert.deepEqual(await put('/bare/1', '[]'), ['body must be a JSON object']);
  });

  test('with millions of faults is refused without listing them all', async () => {
    const keys = Array.from({ length: 300_000 }, (_, index) => `"k${index}":1`).join(',');
    const faults = (await put('/things', `{${keys}}`)) as string[];
    assert.equal(faults.length, 1);
    const many = Array.from({ length: 5_000 }, (_, index) => `"k${index}":1`).join(',');
    const listed = (await put('/bulk', `{${many}}`)) as string[];
    assert.equal(listed.length, 1_001);
    assert.equal(listed.at(-1), 'and 4002 more faults');
  });

  test('may be as deep as it is long', async () => {
    const deep = '['.repeat(100_000) + ']'.repeat(100_000);
    assert.deepEqual(await put('/things', `{"nope":${deep}}`), [
      'name is required',
      'campaignType is required',
      'unknown field nope',
    ]);
  });

  test('has its numbers, booleans and lists read from the text of the query', async () => {
    assert.deepEqual(await list('?limit=5&ratio=-1.5&dryRun=true&outcome=failed,invalid&search=a+b%26'), {
      limit: 5,
      ratio: -1.5,
      dryRun: true,
      outcome: ['failed', 'invalid'],
      search: 'a b&',
    });
    assert.deepEqual(await list('?search=5'), { limit: 20, search: '5' });
  });

  test('may repeat the name of a list whose values may hold commas, and of nothing else', async () => {
    const given = async (query: string) => ((await list(query)) as { field?: unknown }).field;
    assert.deepEqual(await given('?field=a'), ['a']);
    assert.deepEqual(await given('?field=a,b&limit=5&field=5'), ['a,b', '5']);
    assert.equal(await given(''), undefined);
  });

  for (const [query, ...faults] of [
    ['?field=a&field=', 'field[1] cannot be empty'],
    ['?field=a&field=b&field=c&field=d', 'field cannot exceed 3 items per request'],
    ['?outcome=failed&outcome=invalid', 'query parameter outcome is given more than once'],
    ['?limit=abc', 'limit must be an integer'],
    ['?limit=', 'limit must be an integer'],
    ['?limit=1e3', 'limit must be an integer'],
    ['?limit=1.5', 'limit must be an integer'],
    ['?limit=0', 'limit must be at least 1'],
    ['?limit=501', 'limit must be at most 500'],
    ['?dryRun=1', 'dryRun must be a boolean'],
    ['?dryRun=TRUE', 'dryRun must be a boolean'],
    ['?dryRun', 'dryRun must be a boolean'],
    ['?outcome=failed,other', 'outcome[1] must be one of failed, invalid'],
    ['?limit=5&limit=5', 'query parameter limit is given more than once'],
    ['?dryrun=true', 'unknown query parameter dryrun'],
    ['?__proto__=1', 'unknown query parameter __proto__'],
    ['?toString=1', 'unknown query parameter toString'],
    ['?search=%zz', 'query parameter search must be valid percent-encoded UTF-8'],
    ['?search=%ED%A0%80', 'query parameter search must be valid percent-encoded UTF-8'],
    ['?search=%00', 'query parameter search must not contain a NUL character'],
    ['?%zz=1', 'query must be valid percent-encoded UTF-8'],
    ['?limit=0&x=1', 'unknown query parameter x', 'limit must be at least 1'],
  ] as const) {
    test(`with the query ${query} is refused`, async () => {
      assert.deepEqual(await list(query), faults);
    });
  }

  test('names its path parameters without NUL characters', async () => {
    const response = await server.fetch('/list/a%00b');
    assert.deepEqual(((await response.json()) as { errors: string[] }).errors, ['id must not contain a NUL character']);
    assert.equal((await server.fetch('/list/%zz')).status, 400);
    const long = await server.fetch(`/list/${encodeURIComponent('😀'.repeat(128))}`);
    assert.deepEqual(((await long.json()) as { params: unknown }).params, { id: '😀'.repeat(128) });
    assert.equal((await server.fetch(`/list/${'a'.repeat(5_000)}`)).status, 404);
  });
});
