import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startTestService, type TestService } from '../../service.ts';
import { type Client, type Fields, loan, loans, type Tenant } from '../../tenant.ts';
import { addCustomers, updated } from '../company/company.ts';
import { uploadSteps } from '../upload-steps.ts';

let service: TestService;
let lender: Tenant;
let admin: Client;
before(async () => {
  service = await startTestService();
  lender = await service.tenant();
  admin = await lender.withScopes('admin');
});
after(() => service[Symbol.asyncDispose]());

interface List extends Fields {
  readonly fields: readonly ({ readonly name: string } & Fields)[];
  readonly mapping: Readonly<Record<string, string | null>> | null;
}

async function list(who: Client, id: string): Promise<List> {
  const { status, body, text } = await who.call<{ data: List }>(`GET /api/v1/lists/${id}`);
  assert.equal(status, 200, text);
  return body.data;
}

const change = (who: Client, id: string, body: Fields) => who.call<{ data: List }>(`PATCH /api/v1/lists/${id}`, body);

describe('GET /api/v1/lists/{id}', () => {
  test("tells what the customers are held to, the list's own fields among it", async () => {
    const customFields = { risk_band: 'text', since: 'date' };
    const id = await lender.campaign([], { customFields });
    const { fields, mapping } = await list(lender, id);
    assert.equal(mapping, null);
    assert.deepEqual(fields[0], {
      name: 'loan_id',
      label: 'Loan ID',
      kind: 'text',
      required: true,
      isKey: true,
      isUnique: true,
      readOnly: false,
      description: '1 to 128 characters. Needed for a new customer; cannot be cleared',
      example: 'loan_12345',
      aliases: [],
      custom: false,
    });
    assert.partialDeepStrictEqual(
      fields.find(({ name }) => name === 'since'),
      { kind: 'date', format: 'YYYY-MM-DD', custom: true },
    );
    const status = fields.find(({ name }) => name === 'payment_status');
    assert.deepEqual(status?.['choices'], ['bounced', 'pending', 'partial', 'paid', 'received']);
  });

  test('tells the fields of a company whose list nobody has written to', async () => {
    const own = await service.tenant();
    const { fields } = await list(own, own.code);
    assert.deepEqual(
      fields.slice(0, 3).map(({ name, isKey, isUnique }) => [name, isKey, isUnique]),
      [
        ['customerId', true, true],
        ['uniqueRefNo', false, true],
        ['accountNumber', false, false],
      ],
    );
    assert.deepEqual(
      fields.filter(({ readOnly }) => readOnly).map(({ name }) => name),
      ['customerKeyContacts', 'status'],
    );
  });
});

describe('PATCH /api/v1/lists/{id}', () => {
  test('sets how columns are matched, with the scope to write customers, and forgets it', async () => {
    const id = await lender.campaign(loans(1));
    const mapping = { 'Loan No': 'loan_id', Shop: 'shop_name', Notes: null, ['__proto__']: null };
    const set = await change(lender, id, { mapping });
    assert.equal(set.status, 200, set.text);
    assert.deepEqual(Object.entries(set.body.data.mapping ?? {}), Object.entries(mapping));
    assert.deepEqual((await list(lender, id)).mapping, set.body.data.mapping);
    assert.equal((await change(lender, id, { mapping: null })).body.data.mapping, null);
    const reader = await lender.withScopes('customers:read');
    assert.equal((await change(reader, id, { mapping: null })).status, 403);
  });

  test('the brake beside it is for administrators, and then nothing is changed', async () => {
    const id = await lender.campaign();
    const refused = await change(lender, id, { mapping: { Notes: null }, maxAffected: 5 });
    assert.deepEqual(
      [refused.status, refused.body],
      [
        403,
        {
          success: false,
          error: 'Forbidden',
          message: 'maxAffected, the brake of a list, is set by somebody with the scope admin.',
        },
      ],
    );
    assert.equal((await list(lender, id)).mapping, null);
    const both = await change(admin, id, { mapping: { Notes: null }, maxAffected: 5 });
    assert.partialDeepStrictEqual(both.body.data, { maxAffected: 5, mapping: { Notes: null } });
  });

  test('refuses a mapping that no file could be read by, with a sentence for each fault', async () => {
    const { code } = lender;
    for (const [mapping, sentence] of [
      [{ Shop: 'shopName' }, /mapping: \\"shopName\\" is no field of this list/],
      [{ Name: 'legalName', Shop: 'legalName' }, /mapping: \\"Name\\" and \\"Shop\\" cannot both be legalName/],
      [{ '': 'legalName' }, /must have 1 to 255 characters/],
      [{ ' Shop': 'legalName' }, /without blanks around/],
      [{ ['x'.repeat(256)]: null }, /must have 1 to 255 characters/],
      [Object.fromEntries(Array.from({ length: 201 }, (_, i) => [`c${i}`, null])), /more than 200 columns/],
      [{ Shop: 5 }, /mapping/],
      [['Shop'], /mapping/],
    ] as const) {
      const { status, text } = await change(lender, code, { mapping });
      assert.equal(status, 400, text);
      assert.match(text, sentence);
    }
  });
});

describe('POST /api/v1/uploads', () => {
  const sheet = (last: string) => [
    ['Loan No', 'Borrower', 'Notes'],
    ['loan_0', last, 'x'],
  ];
  const mapping = JSON.stringify({ 'Loan No': 'loan_id', Borrower: 'last_name', Notes: null });
  const hows = ({ headers }: { headers: readonly { name: string; field: string | null; how: string }[] }) =>
    headers.map(({ name, field, how }) => [name, field, how]);
  const remembered = [
    ['Loan No', 'loan_id', 'remembered'],
    ['Borrower', 'last_name', 'remembered'],
    ['Notes', null, 'remembered'],
  ];

  test('matches columns as the last upload that was applied to the list', async () => {
    const campaignId = await lender.campaign([loan('loan_0')]);
    const steps = uploadSteps(lender);
    const first = await steps.upload(sheet('Rao'), { campaignId, mapping });
    assert.equal((await list(lender, campaignId)).mapping, null, 'before it is applied nothing is remembered');
    await steps.apply(first.id);
    assert.deepEqual((await list(lender, campaignId)).mapping, JSON.parse(mapping));
    const second = await steps.upload(sheet('Patil'), { campaignId });
    assert.deepEqual([second.state, hows(second)], ['ready', remembered]);
    assert.equal((await steps.apply(second.id)).counts['updated'], 1);
    assert.equal((await lender.customer(campaignId, 'loan_0')).data['last_name'], 'Patil');
    // What was left out by hand stays so; by the names again, the file has no key.
    const third = await steps.upload(sheet('Rao'), { campaignId });
    assert.deepEqual(hows(third), remembered);
    const byNames = await steps.change(third.id, { mapping: null });
    assert.equal(byNames.state, 'refused');
    const given = await steps.upload(sheet('Rao'), { campaignId, mapping: '{}' });
    assert.equal(given.state, 'refused');
  });

  test('lets a mapping of a few columns stand above what is remembered', async () => {
    const campaignId = await lender.campaign([loan('loan_0')]);
    const steps = uploadSteps(lender);
    await steps.apply((await steps.upload(sheet('Rao'), { campaignId, mapping })).id);
    const sent = await steps.upload(sheet('Rao'), { campaignId });
    const changed = await steps.change(sent.id, { mapping: { Notes: 'first_name' } });
    assert.deepEqual(hows(changed), [...remembered.slice(0, 2), ['Notes', 'first_name', 'given']]);
  });

  test('remembers nothing of a file that is applied unseen, nor of one that goes its way in one step', async () => {
    const campaignId = await lender.campaign([loan('loan_0')]);
    const steps = uploadSteps(lender);
    await steps.apply((await steps.upload(sheet('Rao'), { campaignId, mapping })).id, { pinned: false });
    assert.equal((await list(lender, campaignId)).mapping, null);
    const own = await service.tenant();
    const [id = ''] = await addCustomers(own, [{}]);
    const parts = [{ name: 'mapping', content: JSON.stringify({ Shop: 'legalName' }) }];
    await updated(own, `customerId,Shop\n${id},Ravi\n`, { parts });
    assert.equal((await list(own, own.code)).mapping, null);
    // And uses nothing that is remembered.
    await change(own, own.code, { mapping: { Shop: 'legalName' } });
    const unread = await updated(own, `customerId,Shop\n${id},Asha\n`);
    assert.deepEqual(unread.mapping, { customerId: 'customerId', Shop: null });
  });

  test('remembers what was applied as its preview showed it', async () => {
    const campaignId = await lender.campaign([loan('loan_0')]);
    const steps = uploadSteps(lender);
    const { id } = await steps.upload(sheet('Rao'), { campaignId, mapping });
    const preview = await steps.apply(id, { dryRun: true });
    assert.equal((await list(lender, campaignId)).mapping, null);
    const { status, body, text } = await lender.call<{ data: { id: string } }>(
      `POST /api/v1/batches/${preview.id}/apply`,
    );
    assert.equal(status, 202, text);
    await steps.ended(body.data.id);
    assert.deepEqual((await list(lender, campaignId)).mapping, JSON.parse(mapping));
  });

  test('a field that there is no more is forgotten', async () => {
    const own = await service.tenant();
    await addCustomers(own, [{}]);
    await change(own, own.code, { mapping: { Shop: 'legalName' } });
    await service.database.query(
      `update list_mappings set mapping = '[["Shop", "shopName"], ["PAN", "panOrGstin"]]'
       where organization_id = (select id from organizations where code = $1)`,
      [own.code],
    );
    const sent = await uploadSteps(own).upload(
      [
        ['customerId', 'Shop'],
        ['KC0', 'x'],
      ],
      { company: own.code },
    );
    assert.deepEqual(hows(sent), [
      ['customerId', 'customerId', 'exact'],
      ['Shop', null, 'none'],
    ]);
  });
});
