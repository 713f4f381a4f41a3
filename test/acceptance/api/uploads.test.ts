import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { filesBelow } from '../../files-below.ts';
import { startTestService, type TestService } from '../../service.ts';
import { type Client, type Fields, loans, type Tenant } from '../../tenant.ts';
import { sentEvents } from '../server-sent-events.ts';
import { type Steps, type Table, type UploadBody, uploadSteps } from '../upload-steps.ts';
import { workbook } from '../workbook.ts';

let service: TestService;
let lender: Tenant;
let steps: Steps;
let campaignId: string;
before(async () => {
  service = await startTestService();
  lender = await service.tenant();
  steps = uploadSteps(lender);
  campaignId = await lender.campaign(loans(3));
});
after(() => service[Symbol.asyncDispose]());

const table: Table = [
  ['loan_id', 'emi_amount', 'note'],
  ['loan_0', '5,000', 'first'],
  ['loan_1', '4500', ''],
  ['gone', '1', 'x'],
  ['loan_2', 'many', 'x'],
];

async function shown(id: string, who: Client = lender): Promise<{ status: number; data: UploadBody }> {
  const { status, body } = await who.call<{ data: UploadBody }>(`GET /api/v1/uploads/${id}`);
  return { status, data: body.data };
}

/** Files that the service has, of whatever upload. */
async function kept(): Promise<number> {
  return (await filesBelow(service.filesDirectory)).length;
}

describe('POST /api/v1/uploads', () => {
  test('takes a file in, which is then read and compared; nothing is applied', async () => {
    const { status, headers, body } = await steps.create(table, { campaignId });
    assert.equal(status, 201);
    const { id } = body.data;
    assert.match(id, /^upl_[0-9a-z]{24}$/);
    assert.equal(headers.get('location'), `/api/v1/uploads/${id}`);
    const { createdAt, expiresAt, ...read } = await steps.settled(id);
    assert.equal(Math.round((Date.parse(String(expiresAt)) - Date.parse(String(createdAt))) / 3_600_000), 24);
    assert.deepEqual(read, {
      id,
      state: 'ready',
      list: campaignId,
      batch: null,
      operation: 'update',
      fileName: 'june.csv',
      contactsFileName: null,
      emptyCells: 'ignore',
      format: { type: 'csv', encoding: 'utf-8', delimiter: ',', lineEnds: 'crlf', sheet: null },
      sheets: [],
      headers: [
        { name: 'loan_id', field: 'loan_id', how: 'exact', samples: ['loan_0', 'loan_1', 'gone'] },
        { name: 'emi_amount', field: 'emi_amount', how: 'exact', samples: ['5,000', '4500', '1'] },
        { name: 'note', field: 'note', how: 'exact', samples: ['first', 'x'] },
      ],
      contacts: null,
      rows: 4,
      counts: { total: 4, valid: 3, invalid: 1, warned: 0, excluded: 0 },
      compared: { changing: 1, unchanged: 1, missing: 1, failing: 0 },
      warnings: [],
      progress: null,
      error: null,
    });
    assert.equal((await lender.customer(campaignId, 'loan_0')).version, 1);
    assert.deepEqual((await lender.call<{ data: [] }>('GET /api/v1/batches?source=upload')).body.data, []);
  });

  test("says of a company's sheet how each header was understood, and lets a mapping decide", async () => {
    const file: Table = [
      ['customerId', 'Customer Name', 'uniqueRefNoo', 'colour', 'Ref 2'],
      ['KC00000000000000', 'Asha', 'R1', 'red', 'x'],
    ];
    const mapping = JSON.stringify({ 'Ref 2': 'accountNumber', colour: null });
    const mapped = await steps.upload(file, { company: lender.code, mapping });
    assert.deepEqual(
      mapped.headers.map(({ field, how }) => [field, how]),
      [
        ['customerId', 'exact'],
        ['legalName', 'alias'],
        ['uniqueRefNo', 'near'],
        [null, 'given'],
        ['accountNumber', 'given'],
      ],
    );
    const plain = await steps.upload(file, { company: lender.code });
    assert.deepEqual(plain.headers[3], { name: 'colour', field: null, how: 'none', samples: ['red'] });
    assert.ok(plain.warnings.some((sentence) => sentence.includes('colour')));
  });

  test('reads the sheet Customers of a workbook, and its sheet Contacts as the second table', async () => {
    const file = await workbook({
      Notes: [['any', 'thing']],
      Contacts: [
        ['customerId', 'name', 'mobile'],
        ['KC00000000000000', 'Asha', '9876543210'],
      ],
      Customers: [
        ['customerId', 'legalName'],
        ['KC00000000000000', 'Rao Traders'],
        ['KC0000000000000', 'too short'],
      ],
    });
    const { format, sheets, contacts, rows, counts } = await steps.upload(file, { company: lender.code });
    assert.partialDeepStrictEqual(format, { type: 'xlsx', sheet: 'Customers' });
    assert.deepEqual(sheets, ['Notes', 'Contacts', 'Customers']);
    assert.partialDeepStrictEqual(contacts, { format: { sheet: 'Contacts' }, rows: 1 });
    assert.equal(rows, 2);
    assert.partialDeepStrictEqual(counts, { total: 3, valid: 2, invalid: 1 });
  });

  test('a file of its own may be the second table', async () => {
    const { body } = await steps.create(
      [
        ['customerId', 'legalName'],
        ['KC00000000000000', 'Rao'],
      ],
      {
        company: lender.code,
      },
      {
        contactsFile: [
          ['customerId', 'name', 'mobile'],
          ['KC00000000000000', 'Asha', '9876543210'],
        ],
      },
    );
    const { contactsFileName, contacts, counts } = await steps.settled(body.data.id);
    assert.equal(contactsFileName, 'contacts.csv');
    assert.partialDeepStrictEqual(contacts, { format: { type: 'csv' }, rows: 1 });
    assert.equal(counts['total'], 2);
  });

  test('of a file of new customers the contacts are not read, and that is said', async () => {
    const file = await workbook({
      Customers: [['legalName'], ['Rao Traders']],
      Contacts: [
        ['customerId', 'name', 'mobile'],
        ['KC00000000000000', 'Asha', '9876543210'],
      ],
    });
    const { id, contacts, counts, warnings } = await steps.upload(file, { company: lender.code, operation: 'add' });
    assert.deepEqual([contacts, counts['total']], [null, 1]);
    assert.match(warnings.join(), /Contacts was not read/);
    assert.match((await steps.change(id, { emptyCells: 'clear' })).warnings.join(), /Contacts was not read/);
    assert.equal((await steps.apply(id)).counts['updated'], 1);
  });

  test('refuses what it does not understand, naming it, and keeps nothing', async () => {
    const bad: readonly [texts: Record<string, string>, sentence: RegExp][] = [
      [{}, /campaignId or company/],
      [{ campaignId, company: lender.code }, /campaignId or company/],
      [{ company: 'CEK9999999' }, new RegExp(`company must be .*${lender.code}`)],
      [{ campaignId, emptyCells: 'maybe' }, /emptyCells must be one of ignore, clear/],
      [{ campaignId, operation: 'remove' }, /operation must be one of update, add/],
      [{ campaignId, mapping: '[1]' }, /mapping must be a JSON object/],
      [{ campaignId, mapping: '{"note":7}' }, /mapping: note must be the name of a field/],
      [{ campaignId, dryRun: 'true' }, /dryRun/],
    ];
    const before = await kept();
    for (const [texts, sentence] of bad) {
      const { status, text } = await steps.create(table, texts);
      assert.equal(status, 400, text);
      assert.match(text, sentence);
    }
    const contactsFile = [['customerId', 'name', 'mobile']];
    for (const texts of [{ campaignId }, { company: lender.code, operation: 'add' }]) {
      const { status, text } = await steps.create(table, texts, { contactsFile });
      assert.deepEqual([status, /contactsFile/.test(text)], [400, true]);
    }
    const other = await service.tenant();
    for (const campaign of ['camp_unknown', await other.campaign()]) {
      const { status, body } = await steps.create(table, { campaignId: campaign });
      assert.deepEqual(
        [status, (body as unknown as Fields)['message']],
        [403, 'Campaign ID invalid or mismatch for your organization.'],
      );
    }
    assert.equal((await lender.call('POST /api/v1/uploads', { campaignId })).status, 400);
    assert.equal(await kept(), before);
  });

  test('the customers of an organization below are uploaded for with ?organization=', async () => {
    const below = await service.tenant({ parent: lender.code });
    const list = await below.campaign(loans(1));
    const { bytes, contentType } = await steps.form(table, { campaignId: list });
    const send = (who: Client, query: string) =>
      who.call<{ data: UploadBody }>(`POST /api/v1/uploads${query}`, bytes, { 'content-type': contentType });
    const sent = await send(lender, `?organization=${below.code}`);
    assert.equal(sent.status, 201, sent.text);
    const { compared } = await uploadSteps(below).settled(sent.body.data.id);
    assert.partialDeepStrictEqual(compared, { changing: 1, missing: 2 });
    assert.equal((await send(below, `?organization=${lender.code}`)).status, 403);
  });

  test('a retry with the same key finds the same upload; another file with that key is refused', async () => {
    const headers = { 'idempotency-key': 'june-upload' };
    const first = await steps.create(table, { campaignId }, { headers });
    const again = await steps.create(table, { campaignId }, { headers });
    assert.deepEqual([first.status, again.status], [201, 201]);
    assert.equal(again.text, first.text);
    assert.equal(again.headers.get('idempotency-replayed'), 'true');
    assert.equal((await steps.create(table.slice(0, 2), { campaignId }, { headers })).status, 422);
    assert.equal((await steps.create(table, { campaignId, emptyCells: 'clear' }, { headers })).status, 422);
  });
});

describe('GET /api/v1/uploads/{id}', () => {
  const refused: readonly [what: string, file: string | Uint8Array | Table, sentence: RegExp][] = [
    ['an empty file', '', /empty/],
    ['a header alone', 'loan_id,note\r\n', /no rows/],
    ['no key column', 'note\r\nx\r\n', /loan_id/],
    ['two columns for one field', 'loan_id,emi_amount,EMI Amount\r\n1,2,3\r\n', /emi_amount.*EMI Amount/],
    ['text after a closing quote', 'loan_id,note\r\n1,"a"b\r\n', /quote/],
    ['an old Excel workbook', Buffer.from('d0cf11e0a1b11ae1', 'hex'), /\.xlsx|XLSX/i],
    ['a picture', Buffer.from('89504e470d0a1a0a0000000d', 'hex'), /CSV|XLSX/],
  ];
  for (const [what, file, sentence] of refused) {
    test(`${what}: refused, with a sentence that says why`, async () => {
      const { id, state, error, counts } = await steps.upload(file, { campaignId });
      assert.equal(state, 'refused');
      assert.match(error?.message ?? '', sentence);
      assert.equal(counts['total'], 0);
      const { status, body } = await lender.call(`POST /api/v1/uploads/${id}/apply`, {});
      assert.equal(status, 422);
      assert.match(String(body['message']), sentence);
    });
  }

  test('404 for one that is unknown, foreign or expired, on every path, alike', async () => {
    const other = await service.tenant();
    const { id } = await steps.upload(table, { campaignId });
    const { id: expired } = await steps.upload(table, { campaignId });
    await service.database.query('update uploads set expires_at = now() where public_id = $1', [expired]);
    const texts = new Set<string>();
    for (const [who, name] of [
      [other, id],
      [other, 'upl_unknown'],
      [lender, expired],
      [lender, '%20'],
    ] as const) {
      const upload = `/api/v1/uploads/${name}`;
      const requests = [`GET ${upload}`, `GET ${upload}/rows`, `GET ${upload}/events`, `POST ${upload}/apply`];
      for (const request of [...requests, `PATCH ${upload}`]) {
        const body = request.startsWith('GET') ? undefined : {};
        const { status, text } = await who.call(request, body);
        assert.equal(status, 404, request);
        texts.add(text);
      }
    }
    assert.equal(texts.size, 1);
    const from = await service.administrator.call(`GET /api/v1/uploads/${id}?organization=${lender.code}`);
    assert.equal(from.status, 200);
  });

  test('each operation needs its scope', async () => {
    const { id } = await steps.upload(table, { campaignId });
    const scoped = {
      'batches:read': await lender.withScopes('batches:read'),
      'customers:read': await lender.withScopes('customers:read'),
      'customers:write': await lender.withScopes('customers:write'),
    };
    const needs = [
      [`GET /api/v1/uploads/${id}`, undefined, 'customers:read', 200],
      [`GET /api/v1/uploads/${id}/rows`, undefined, 'customers:read', 200],
      [`GET /api/v1/uploads/${id}/events`, undefined, 'customers:read', 200],
      [`PATCH /api/v1/uploads/${id}`, { sheet: 'x' }, 'customers:write', 400],
      [`POST /api/v1/uploads/${id}/apply`, { atomic: 1 }, 'customers:write', 400],
      ['POST /api/v1/uploads', {}, 'customers:write', 400],
    ] as const;
    for (const [request, body, needed, status] of needs) {
      for (const [scope, who] of Object.entries(scoped)) {
        assert.equal((await who.call(request, body)).status, scope === needed ? status : 403, `${request} ${scope}`);
      }
      assert.equal((await service.anybody.call(request, body)).status, 401);
    }
    assert.equal((await shown(id)).data.state, 'ready');
  });
});

describe('GET /api/v1/uploads/{id}/events', () => {
  test('follows the file until it is read; whoever comes back goes on where he stopped', async () => {
    const { body } = await steps.create(table, { campaignId });
    const { id } = body.data;
    const follow = async (last?: string) => {
      const headers = last === undefined ? {} : { 'last-event-id': last };
      const {
        status,
        headers: answered,
        text,
      } = await lender.call(`GET /api/v1/uploads/${id}/events`, undefined, headers);
      assert.equal(status, 200);
      assert.match(answered.get('content-type') ?? '', /^text\/event-stream/);
      return sentEvents(text);
    };
    const seen = await follow();
    assert.deepEqual(
      seen.map(({ id: number, event }) => [number, event]),
      seen.map((_, i) => [String(i + 1), 'upload']),
    );
    const final = seen.at(-1)?.data;
    assert.deepEqual(final, (await shown(id)).data);
    assert.partialDeepStrictEqual(final, { state: 'ready' });
    assert.deepEqual(await follow('7'), [{ id: '8', event: 'upload', data: final }]);
  });
});
