import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { campaignTypes } from '../../src/fields/campaign-fields.ts';
import { campaignSheets } from '../../src/fields/campaign/campaign-sheets.ts';
import { compileCompanyFields } from '../../src/fields/company/compile-company-fields.ts';
import { companySheets } from '../../src/fields/company/company-sheets.ts';
import { compileCampaignFields } from '../../src/fields/compile-campaign-fields.ts';
import type { CustomFields } from '../../src/fields/custom-fields.ts';
import { describeCampaign } from '../../src/fields/described/describe-campaign.ts';
import { describeCompany } from '../../src/fields/described/describe-company.ts';
import type { DescribedField } from '../../src/fields/described/described-field.ts';
import { fieldLabel } from '../../src/fields/described/field-label.ts';

const limits = { nestingMax: 16, fieldNameCharactersMax: 64, keyCharactersMax: 128 };
const customFields: CustomFields = {
  risk_band: 'text',
  score: 'integer',
  vip: 'boolean',
  since: 'date',
  rate: 'number',
};
const company = companySheets({ newContactId: () => 'kcp_1' });

describe('the fields of a company as people are told of them', () => {
  const fields = describeCompany(new Set(['uniqueRefNo']));
  const compiled = compileCompanyFields();

  test('are those of its template in their order, and then what the service alone writes', () => {
    const settable = fields.filter(({ readOnly }) => !readOnly);
    assert.deepEqual(
      settable.map(({ name }) => name),
      company.customers.columns.map(({ field }) => field),
    );
    assert.deepEqual(
      fields.slice(settable.length).map(({ name }) => name),
      ['customerKeyContacts', 'status'],
    );
  });

  test('have the kind, and the choices, that values are held to', () => {
    for (const { name, kind, choices, required, isKey } of fields) {
      if (isKey) continue;
      const faultsOf = (value: string | number | null) => compiled.checkPatch({ [name]: value }, 'KC0');
      assert.equal(faultsOf(null).length > 0, required, `${name} required`);
      assert.equal(faultsOf(5).length === 0, kind === 'number', `${name} is ${kind}`);
      for (const choice of choices ?? []) assert.deepEqual(faultsOf(choice), [], `${name}: ${choice}`);
      if (choices) assert.notDeepEqual(faultsOf('Atlantis'), []);
    }
    const kinds = new Map(fields.map(({ name, kind }) => [name, kind]));
    assert.deepEqual(
      ['contactNumber', 'email', 'state', 'branchCodes', 'outstandingAmount', 'pinCode'].map((name) => kinds.get(name)),
      ['phone', 'email', 'choice', 'list', 'number', 'text'],
    );
  });

  test('say which names the customer, and which no two customers share', () => {
    const named = (which: (field: DescribedField) => boolean) => fields.filter(which).map(({ name }) => name);
    assert.deepEqual(
      named(({ isKey }) => isKey),
      ['customerId'],
    );
    assert.deepEqual(
      named(({ isUnique }) => isUnique),
      ['customerId', 'uniqueRefNo'],
    );
    assert.deepEqual(
      named(({ required }) => required),
      ['legalName'],
    );
  });
});

describe('the fields of a campaign as people are told of them', () => {
  for (const type of campaignTypes) {
    const fields = describeCampaign({ type, customFields, ...limits });
    const compiled = compileCampaignFields({ type, customFields, limits });

    test(`of type ${type} are what its customers are held to, in a template's order`, () => {
      const names = fields.map(({ name }) => name);
      const columns = campaignSheets({ type, customFields, limits }).customers.columns.map(({ field }) => field);
      assert.deepEqual(
        names.filter((name) => columns.includes(name)),
        columns,
      );
      assert.deepEqual(names.slice(-5), Object.keys(customFields));
      assert.equal(names[0], compiled.keyField);
      for (const { name, required, isKey, kind, choices, format, custom } of fields) {
        assert.equal(custom, Object.hasOwn(customFields, name), name);
        if (isKey) continue;
        const faultsOf = (value: string | boolean | number | null) => compiled.checkPatch({ [name]: value }, 'a');
        assert.equal(faultsOf(null).length > 0, required, name);
        assert.equal(faultsOf(true).length === 0, kind === 'boolean', `${name} is ${kind}`);
        assert.equal(faultsOf(1).length === 0, kind === 'number' || kind === 'integer', `${name} is ${kind}`);
        assert.equal(format !== undefined, kind === 'date');
        for (const choice of choices ?? []) assert.deepEqual(faultsOf(choice), []);
      }
    });
  }
});

test('names are shown as people say them', () => {
  const labels = describeCompany(new Set()).map(({ label }) => label);
  assert.deepEqual(labels, [
    'Customer ID',
    'Unique reference number',
    'Account number',
    'Legal name',
    'PAN or GSTIN',
    'Contact number',
    'Email',
    'IFSC',
    'Address',
    'State',
    'PIN code',
    'Assigned agent',
    'Branch codes',
    'Outstanding amount',
    'Key contacts',
    'Status',
  ]);
  assert.equal(fieldLabel('emi_due_date'), 'EMI due date');
  assert.equal(fieldLabel('whatsapp_enabled'), 'WhatsApp enabled');
  const own = describeCampaign({ type: 'emi', customFields: { Risk_BAND: 'text' }, ...limits });
  assert.equal(own.at(-1)?.label, 'Risk_BAND');
});
