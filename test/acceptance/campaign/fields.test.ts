import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startTestService, type TestService } from '../../service.ts';
import { lead, loan, type Fields, type Tenant } from '../../tenant.ts';

/** "What a campaign's customers look like": each rule, what it takes and what it refuses. */
describe('the fields of a customer', () => {
  let service: TestService;
  let lender: Tenant;
  const campaigns = { emi: '', edi: '', lead: '' };
  before(async () => {
    service = await startTestService();
    lender = await service.tenant();
    const customFields = { t: 'text', n: 'number', i: 'integer', b: 'boolean', d: 'date' };
    campaigns.emi = await lender.campaign([loan('a')], { customFields });
    campaigns.edi = await lender.campaign([loan('a')], { campaignType: 'edi' });
    campaigns.lead = await lender.campaign([lead('a')], { campaignType: 'lead' });
  });
  after(() => service[Symbol.asyncDispose]());

  /** What is wrong with the patch; empty where it was applied. */
  async function faults(campaignId: string, data: Fields): Promise<readonly string[]> {
    const { body } = await lender.bulkUpdate(campaignId, [{ id: 'a', data }]);
    assert.equal(body.results.failed, 0);
    return body.results.invalidRecords?.[0]?.errors ?? [];
  }

  async function accepts(name: string, values: readonly unknown[], campaignId = campaigns.emi): Promise<void> {
    for (const value of values) {
      assert.deepEqual(await faults(campaignId, { [name]: value }), [], JSON.stringify(value));
      assert.deepEqual((await lender.customer(campaignId, 'a')).data[name], value);
    }
  }

  async function refuses(name: string, values: readonly unknown[], sentence: string | RegExp): Promise<void> {
    const { data } = await lender.customer(campaigns.emi, 'a');
    for (const value of values) {
      const [fault = '', ...others] = await faults(campaigns.emi, { [name]: value });
      if (typeof sentence === 'string') assert.equal(fault, sentence, JSON.stringify(value));
      else assert.match(fault, sentence, JSON.stringify(value));
      assert.deepEqual(others, []);
    }
    assert.deepEqual((await lender.customer(campaigns.emi, 'a')).data, data);
  }

  const noTexts = [7, true, [], {}, ['a']];

  test('loan_id and lead_id are never changed by an update; the same value may be repeated', async () => {
    await accepts('loan_id', ['a']);
    await refuses('loan_id', ['b', 7, '', 'A'], 'loan_id cannot be changed');
    await refuses('loan_id', [null], 'loan_id is required and cannot be removed');
    assert.deepEqual(await faults(campaigns.lead, { lead_id: 'b' }), ['lead_id cannot be changed']);
    assert.deepEqual(await faults(campaigns.lead, { lead_id: 'a' }), []);
  });

  test("the other kind's key is a custom field", async () => {
    await accepts('lead_id', ['anything', 7]);
    await accepts('loan_id', ['anything'], campaigns.lead);
  });

  test('first_name and last_name are strings', async () => {
    for (const name of ['first_name', 'last_name']) {
      await accepts(name, ['Asha', 'ಆಶಾ', "O'Neill", 'x'.repeat(255)]);
      await refuses(name, noTexts, `${name} must be a string`);
      await refuses(name, ['', 'x'.repeat(256)], `${name} must be 1 to 255 characters`);
      await refuses(name, [null], `${name} is required and cannot be removed`);
    }
  });

  test('phone_number: 10 digits, or + or 00, a country code and 10 digits', async () => {
    await accepts('phone_number', ['9876543210', '+919876543210', '00919876543210', '+19876543210']);
    const bad = [
      '',
      '987654321',
      '98765432100',
      '98765 43210',
      '+9876543210',
      'phone',
      '９８７６５４３２１０',
      '9876543210\n',
    ];
    await refuses('phone_number', [...bad, ...noTexts, 9_876_543_210], /^phone_number must be 10 digits/);
    await refuses('phone_number', [null], 'phone_number is required and cannot be removed');
  });

  test('loan_amount and emi_amount are numbers of 0 or more', async () => {
    for (const name of ['loan_amount', 'emi_amount']) {
      await accepts(name, [0, 0.5, 4500, 1e15]);
      await refuses(name, ['4500', '', true, [], {}], `${name} must be a number`);
      await refuses(name, [-1, -0.01], `${name} must be at least 0`);
      await refuses(name, [null], `${name} is required and cannot be removed`);
    }
  });

  test('loan_period and current_emi are integers of 0 or more', async () => {
    for (const name of ['loan_period', 'current_emi']) {
      await accepts(name, [0, 12, 1e6]);
      await refuses(name, ['12', 1.5, true, []], `${name} must be an integer`);
      await refuses(name, [-1], `${name} must be at least 0`);
      await refuses(name, [null], `${name} is required and cannot be removed`);
    }
  });

  test('emi_due_date and lead_date are real dates YYYY-MM-DD', async () => {
    for (const name of ['emi_due_date', 'lead_date']) {
      await accepts(name, ['2026-05-05', '2024-02-29', '2000-02-29', '1999-12-31']);
      const unreal = ['2026-02-29', '1900-02-29', '2026-04-31', '2026-13-01', '2026-00-10', '2026-01-00', '0000-01-01'];
      const other = ['05/05/2026', '2026-5-5', '2026-05-05T00:00:00Z', ' 2026-05-05', '20260505', '', '٢٠٢٦-٠٥-٠٥'];
      await refuses(name, [...unreal, ...other, ...noTexts], `${name} must be a real date in the form YYYY-MM-DD`);
    }
    await refuses('emi_due_date', [null], 'emi_due_date is required and cannot be removed');
    assert.deepEqual(await faults(campaigns.emi, { lead_date: null }), []);
  });

  test('payment_status is one of five', async () => {
    const statuses = ['bounced', 'pending', 'partial', 'paid', 'received'];
    await accepts('payment_status', statuses);
    const sentence = `payment_status must be one of ${statuses.join(', ')}`;
    await refuses('payment_status', ['Paid', 'paid ', '', 'due', ...noTexts], sentence);
    await refuses('payment_status', [null], 'payment_status is required and cannot be removed');
  });

  test('language is one of twelve, and may be removed', async () => {
    const first = ['hindi', 'english', 'bengali', 'telugu', 'marathi', 'tamil'];
    await accepts('language', [...first, 'gujarati', 'kannada', 'malayalam', 'punjabi', 'odia', 'assamese']);
    await refuses('language', ['french', 'Hindi', '', ...noTexts], /^language must be one of hindi, english, bengali/);
    assert.deepEqual(await faults(campaigns.emi, { language: null }), []);
    assert.equal('language' in (await lender.customer(campaigns.emi, 'a')).data, false);
  });

  test('what a lead need not bring it may, and is held to its rule', async () => {
    assert.deepEqual(await faults(campaigns.lead, { emi_amount: 'x' }), ['emi_amount must be a number']);
    assert.deepEqual(await faults(campaigns.lead, { emi_amount: 1 }), []);
    assert.deepEqual(await faults(campaigns.lead, { emi_amount: null }), []);
    assert.deepEqual(await faults(campaigns.lead, { lead_date: null }), [
      'lead_date is required and cannot be removed',
    ]);
  });

  test('any other key is a custom field: any JSON value', async () => {
    await accepts('note', ['', 'x', 0, -1.5, true, [], {}, [null, { a: [null] }], { a: { b: 1 } }].filter(isNoObject));
    assert.deepEqual(await faults(campaigns.emi, { 'odd name. $ü': { a: 1 } }), []);
    assert.equal((await faults(campaigns.emi, { '': 1 })).length, 1);
    assert.deepEqual(await faults(campaigns.emi, { ['n'.repeat(64)]: 1 }), []);
    assert.match((await faults(campaigns.emi, { ['n'.repeat(65)]: 1 }))[0] ?? '', /cannot exceed 64 characters$/);
  });

  test('a custom field whose type the campaign declares is held to it, and may be removed', async () => {
    await accepts('t', ['', 'text']);
    await refuses('t', noTexts, 't must be a string');
    await accepts('n', [-1.5, 0, 7]);
    await refuses('n', ['7', true, []], 'n must be a number');
    await accepts('i', [-1, 0, 7]);
    await refuses('i', [1.5, '7'], 'i must be an integer');
    await accepts('b', [true, false]);
    await refuses('b', ['true', 1, 0], 'b must be true or false');
    await accepts('d', ['2026-01-31']);
    await refuses('d', ['2026-02-30', 7], 'd must be a real date in the form YYYY-MM-DD');
    assert.deepEqual(await faults(campaigns.emi, { t: null, n: null, i: null, b: null, d: null }), []);
  });

  test('data is a JSON Merge Patch: objects merge, null removes, anything else replaces', async () => {
    const steps: [Fields, unknown][] = [
      [{ m: { a: 1, b: { c: 2, d: [1] } } }, { a: 1, b: { c: 2, d: [1] } }],
      [{ m: { a: null, b: { c: 3, d: [null] } } }, { b: { c: 3, d: [null] } }],
      [{ m: { b: null, x: { y: null } } }, { x: {} }],
      [{ m: [1, { a: null }] }, [1, { a: null }]],
      [{ m: { a: { b: null } } }, { a: {} }],
      [{ m: null }, undefined],
      [{ m: null }, undefined],
    ];
    for (const [patch, expected] of steps) {
      assert.deepEqual(await faults(campaigns.edi, patch), []);
      assert.deepEqual((await lender.customer(campaigns.edi, 'a')).data['m'], expected);
    }
  });

  test('several faults of one record are all told, and name their fields', async () => {
    assert.deepEqual(await faults(campaigns.edi, { emi_amount: 'x', loan_period: -1, note: 'fine', language: 7 }), [
      'emi_amount must be a number',
      'loan_period must be at least 0',
      'language must be one of hindi, english, bengali, telugu, marathi, tamil, gujarati, kannada, malayalam, punjabi, odia, assamese',
    ]);
  });
});

/** A patch that is an object would be merged into the value before. */
function isNoObject(value: unknown): boolean {
  return typeof value !== 'object' || value === null || Array.isArray(value);
}
