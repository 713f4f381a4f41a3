import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startTestService, type TestService } from '../../service.ts';
import { type Client, type Fields, loan, type Tenant } from '../../tenant.ts';
import { addCustomers, csv, updated } from '../company/company.ts';
import { uploadSteps } from '../upload-steps.ts';

let service: TestService;
let lender: Tenant;
before(async () => {
  service = await startTestService();
  lender = await service.tenant();
});
after(() => service[Symbol.asyncDispose]());

async function sheet(who: Client, id: string, query = ''): Promise<{ headers: Headers; content: Buffer }> {
  const response = await fetch(`${service.url}/api/v1/lists/${id}/template${query}`, {
    headers: { authorization: `Bearer ${who.token}` },
  });
  const content = Buffer.from(await response.arrayBuffer());
  assert.equal(response.status, 200, content.toString());
  return { headers: response.headers, content };
}

const linesOf = ({ content }: { content: Buffer }) => content.toString().replace('\uFEFF', '').split('\r\n');

/** Of a sheet that is sent back as it is, what it would do. */
async function sentBack(who: Client, content: Buffer, where: Record<string, string>) {
  const steps = uploadSteps(who);
  const upload = await steps.upload(content, { mapping: '{}', ...where });
  assert.equal(upload.state, 'ready', JSON.stringify(upload.error));
  return { upload, batch: await steps.apply(upload.id) };
}

/** Every kind of value that a campaign's customer may have, the odd ones too. */
const oddFields: Fields = {
  language: 'hindi',
  risk_band: '=1+2',
  since: '2024-02-29',
  vip: true,
  rate: 0.1,
  score: -3,
  note: ' blanks around ',
  note2: 'two\nlines, "quoted"; 37°36\u2019 \u{1F600}',
  note3: '[clear]',
  note4: '#REF!',
  note5: "'=apostrophe",
  note6: '+91 98',
  note7: '9.2E+11',
  digits: '000123',
  truth: 'true',
  own_number: 12.5,
  own_tiny: 1e-7,
  own_large: 9007199254740991,
  own_boolean: false,
  own_list: ['a', 'b'],
  own_object: { a: { b: [1] } },
  frist_name: 'nearly called as another',
  firstname: 'called as another',
  long: 'x'.repeat(33_000),
};
const customFields = { risk_band: 'text', since: 'date', vip: 'boolean', rate: 'number', score: 'integer' };

describe('GET /api/v1/lists/{id}/template', () => {
  test('is a header row to fill in, as CSV or with an explanation of each column', async () => {
    const id = await lender.campaign([loan('a')], { customFields: { risk_band: 'text' } });
    const empty = await sheet(lender, id);
    assert.deepEqual(linesOf(empty), [
      'loan_id,first_name,last_name,phone_number,loan_amount,emi_amount,loan_period,current_emi,emi_due_date,payment_status,language,risk_band',
      '',
    ]);
    assert.equal(empty.headers.get('content-type'), 'text/csv; charset=utf-8');
    assert.match(
      empty.headers.get('content-disposition') ?? '',
      new RegExp(`^attachment; filename="${id}-customers.csv"`),
    );
    const { headers, content } = await sheet(lender, id, '?format=xlsx');
    assert.equal(content.subarray(0, 2).toString(), 'PK');
    assert.match(headers.get('content-type') ?? '', /spreadsheetml/);
    const [line = ''] = linesOf(await sheet(lender, lender.code));
    assert.ok(line.startsWith('customerId,uniqueRefNo,'));
    // Nobody has written to it.
    assert.deepEqual(linesOf(await sheet(lender, lender.code, '?data=true')), [line, '']);
  });

  for (const format of ['csv', 'xlsx']) {
    test(`with a campaign's customers, as ${format}, sent back as it is changes nothing`, async () => {
      const own = await service.tenant();
      const campaignId = await own.campaign(
        [loan('loan_0', oddFields), loan('loan_1'), loan(' loan_1'), loan('2026-01-01'), loan('नाम')],
        { customFields },
      );
      const before = await own.customer(campaignId, 'loan_0');
      const { content } = await sheet(own, campaignId, `?data=true&format=${format}`);
      const { upload, batch } = await sentBack(own, content, { campaignId });
      const { updated: changed, unchanged, invalid, failed } = batch.counts;
      // Of a customer whose key a cell cannot hold the row has that alone: it names nobody, or sets nothing.
      assert.deepEqual({ changed, unchanged, invalid, failed }, { changed: 0, unchanged: 4, invalid: 1, failed: 0 });
      assert.deepEqual(await own.customer(campaignId, 'loan_0'), before);
      const headers = new Set(upload.headers.map(({ name }) => name));
      for (const there of ['risk_band', 'note2', 'digits', 'own_number', 'own_boolean']) assert.ok(headers.has(there));
      for (const left of ['frist_name', 'firstname']) assert.ok(!headers.has(left), left);
    });

    test(`with a company's customers, as ${format}, sent back as it is changes nothing`, async () => {
      const own = await service.tenant();
      const [id = '', other = ''] = await addCustomers(own, [
        {
          legalName: '=Asha, "Textiles"',
          uniqueRefNo: 'REF-1',
          accountNumber: '000012345678',
          panOrGstin: '27AAPFU0939F1ZV',
          contactNumber: '+91 9876543210',
          email: 'asha@example.in',
          ifsc: 'HDFC0001234',
          address: '-12\nMG Road, 37°36\'37.8"N',
          state: 'Goa',
          pinCode: '403001',
          assignedAgent: 'R. Rao',
          branchCodes: ['B1', 'B2'],
          outstandingAmount: 123_456.7,
        },
        { legalName: '[clear]', assignedAgent: '#N/A', outstandingAmount: 0 },
      ]);
      const contactsFile = csv(['customerId', 'name', 'mobile', 'sms_enabled'], [id, 'Meera', '9876543210', 'yes']);
      await updated(own, csv(['customerId'], [id]), {
        parts: [{ name: 'contactsFile', fileName: 'c.csv', content: contactsFile }],
      });
      const { content } = await sheet(own, own.code, `?data=true&format=${format}`);
      const { upload, batch } = await sentBack(own, content, { company: own.code });
      assert.partialDeepStrictEqual(batch.counts, {
        total: format === 'csv' ? 2 : 3,
        updated: 0,
        unchanged: format === 'csv' ? 2 : 3,
      });
      assert.equal(upload.headers.length, 14);
      assert.ok(content.includes(format === 'csv' ? other : 'PK'));
    });
  }

  test('has all customers, however many, as they were at one moment', async () => {
    const own = await service.tenant();
    const count = 2_500;
    const id = await own.campaign(Array.from({ length: count }, (_, i) => loan(`loan_${i}`, { note: 'first' })));
    const response = await fetch(`${service.url}/api/v1/lists/${id}/template?data=true`, {
      headers: { authorization: `Bearer ${own.token}` },
    });
    // Its first piece was read when its headers came: what is changed from now on is not in it.
    const change = own.bulkUpdate(
      id,
      Array.from({ length: count }, (_, i) => ({ id: `loan_${i}`, data: { note: 'second' } })),
    );
    assert.equal((await change).body.results.successful, count);
    const lines = (await response.text()).trim().split('\r\n').slice(1);
    assert.equal(lines.length, count);
    assert.deepEqual(new Set(lines.map((line) => line.split(',').at(-1))), new Set(['first']));
  });

  test('is refused where a sheet could not hold the fields, and says what to do', async () => {
    const fields = Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`field_number_${i}_of_many`, i]));
    const id = await lender.campaign([loan('a', fields)]);
    const { status, body } = await lender.call(`GET /api/v1/lists/${id}/template?data=true`);
    assert.equal(status, 422);
    assert.match(String(body['message']), /211 different fields, and a sheet holds 200 columns/);
    assert.equal((await lender.call(`GET /api/v1/lists/${id}/template`)).status, 200);
  });

  test('needs the scope to read customers, a list that there is, and a format that there is', async () => {
    const id = await lender.campaign();
    const rival = await service.tenant();
    const writer = await lender.withScopes('customers:write', 'campaigns:read');
    assert.equal((await writer.call(`GET /api/v1/lists/${id}/template`)).status, 403);
    for (const unknown of ['camp_nobody', rival.code, await rival.campaign()]) {
      assert.equal((await lender.call(`GET /api/v1/lists/${unknown}/template?data=true`)).status, 404, unknown);
    }
    for (const query of ['?format=pdf', '?data=yes', '?sheet=1']) {
      assert.equal((await lender.call(`GET /api/v1/lists/${id}/template${query}`)).status, 400, query);
    }
  });

  test('of many that are asked for and left, none keeps its connection to the database', async () => {
    const id = await lender.campaign([loan('a')]);
    for (let i = 0; i < 20; i += 1) {
      const aborted = new AbortController();
      const asked = fetch(`${service.url}/api/v1/lists/${id}/template?data=true`, {
        headers: { authorization: `Bearer ${lender.token}` },
        signal: aborted.signal,
      });
      if (i % 2 === 0) await asked;
      aborted.abort();
      await asked.catch(() => undefined);
    }
    const head = await fetch(`${service.url}/api/v1/lists/${id}/template?data=true`, {
      method: 'HEAD',
      headers: { authorization: `Bearer ${lender.token}` },
    });
    assert.ok(head.status === 200 || head.status === 405 || head.status === 404);
    const deadline = performance.now() + 10_000;
    for (;;) {
      const { status } = await lender.call(`GET /api/v1/lists/${id}/template?data=true`);
      if (status === 200) break;
      assert.ok(status === 503 && performance.now() < deadline, `${status}`);
    }
  });
});
