import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import type { Json, JsonObject } from '../../../src/engine/records.ts';
import type { Cell } from '../../../src/fields/cell.ts';
import { companySheets } from '../../../src/fields/company/company-sheets.ts';
import { anyCell } from '../arbitrary-cells.ts';
import { faultCodes, readRow } from '../sheet/read-rows.ts';

const sheets = companySheets({ newContactId: () => 'KPNEW' });
const contacts = sheets.contacts ?? assert.fail();
const id = 'KC0123456789ABCD';
const header = ['Customer ID', 'Name', 'Mobile', 'Email', 'Mail Enabled', 'Deleted', 'Contact ID'];

function row(cells: Record<string, Cell>, options = {}): ReturnType<typeof readRow> {
  const given = new Map(Object.entries({ 'Customer ID': id, ...cells }));
  return readRow(contacts, [header, header.map((name) => given.get(name) ?? null)], options);
}

/** What a row makes of the contacts that the customer has: the patch, or the reason why not. */
function settle(cells: Record<string, Cell>, stored?: JsonObject): unknown {
  const { patch, faults } = row(cells);
  assert.deepEqual(faults, []);
  // Through JSON, as it lies in the spool.
  const spooled = JSON.parse(JSON.stringify(patch)) as JsonObject;
  const settled = contacts.settle(spooled)?.((field): Json | undefined =>
    field === 'customerKeyContacts' ? stored : undefined,
  );
  assert.ok(settled);
  if ('error' in settled) assert.equal(settled.error, 'value_mismatch_exception');
  return 'error' in settled ? settled.reason : settled.patch;
}

const meera = { name: 'Meera', mobile: '9876543210' };
const ravi = { name: 'Ravi', mobile: '+911234567890', email: 'ravi@b.co' };

describe("a contact's row", () => {
  test('adds a contact with an id of the service where none matches', () => {
    const added = { customerKeyContacts: { KPNEW: { ...meera, mail_enabled: true } } };
    assert.deepEqual(settle({ Name: 'Meera', Mobile: '9876543210', 'Mail Enabled': 'yes' }), added);
    assert.deepEqual(
      settle({ Name: 'Meera', Mobile: '9876543210', 'Mail Enabled': { type: 'boolean', value: true } }, {}),
      added,
    );
  });

  test('changes the contact with its id, or else with its mobile number, however that is written', () => {
    const stored = { KP1: meera, KP2: ravi };
    assert.deepEqual(settle({ 'Contact ID': 'KP2', Email: '[clear]' }, stored), {
      customerKeyContacts: { KP2: { email: null } },
    });
    for (const mobile of ['9876543210', '+91 9876543210', '00919876543210']) {
      assert.deepEqual(settle({ Name: 'M', Mobile: mobile }, stored), {
        customerKeyContacts: { KP1: { name: 'M', mobile } },
      });
    }
    assert.deepEqual(settle({ 'Contact ID': 'KP1', Mobile: ravi.mobile }, stored), {
      customerKeyContacts: { KP1: { mobile: ravi.mobile } },
    });
  });

  test('fails when two contacts have its mobile number', () => {
    assert.match(
      String(settle({ Name: 'M', Mobile: '9876543210' }, { KP1: meera, KP2: meera })),
      /^2 contacts have the mobile 9876543210/,
    );
  });

  test('fails as the eleventh, and not as the tenth', () => {
    const stored = Object.fromEntries(
      Array.from({ length: 10 }, (_, n) => [`KP${n}`, { ...meera, mobile: `912345678${n}` }]),
    );
    const { KP0: _, ...nine } = stored;
    const contact = { Name: 'Meera', Mobile: '9876543210' };
    assert.match(String(settle(contact, stored)), /has 10 contacts already/);
    assert.deepEqual(settle(contact, nine), { customerKeyContacts: { KPNEW: meera } });
    assert.deepEqual(settle({ Name: 'M', Mobile: '9123456780' }, stored), {
      customerKeyContacts: { KP0: { name: 'M', mobile: '9123456780' } },
    });
  });

  test('removes a contact, and with the last one the field; one that is not there changes nothing', () => {
    const removal = { Mobile: '9876543210', Deleted: 'TRUE' };
    assert.deepEqual(settle(removal, { KP1: meera, KP2: ravi }), { customerKeyContacts: { KP1: null } });
    assert.deepEqual(settle({ 'Contact ID': 'KP1', Deleted: '1' }, { KP1: meera }), { customerKeyContacts: null });
    assert.deepEqual(settle(removal, { KP2: ravi }), {});
    assert.deepEqual(settle(removal), {});
  });

  test('needs name and mobile, unless it names its contact by id or removes it', () => {
    assert.deepEqual(faultCodes(row({ Name: 'Meera' })), [['Mobile', 'required_field_missing']]);
    assert.deepEqual(faultCodes(row({ Mobile: '9876543210' })), [['Name', 'required_field_missing']]);
    assert.deepEqual(faultCodes(row({ Deleted: 'yes' })), [['Mobile', 'required_field_missing']]);
    assert.deepEqual(faultCodes(row({ Mobile: '9876543210', Deleted: 'yes' })), []);
    assert.deepEqual(faultCodes(row({ 'Contact ID': 'KP1' })), []);
    assert.match(
      String(settle({ 'Contact ID': 'KP9' }, { KP1: meera })),
      /no contact with the keyContactPersonId KP9, and a new one needs name and mobile/,
    );
    assert.deepEqual(faultCodes(row({ 'Contact ID': 'KP1', Name: '[clear]' })), [['Name', 'required_field_cleared']]);
    const bare = readRow(contacts, [
      ['Customer ID', 'Mobile'],
      [id, '9876543210'],
    ]);
    assert.equal(bare.faults[0]?.message, 'The row needs name, for which the sheet has no column');
  });

  test('clears what may be cleared where empty cells are to clear', () => {
    const clear = { emptyCells: 'clear' };
    const { patch } = row({ Name: 'Meera', Mobile: '9876543210' }, clear);
    assert.deepEqual(
      contacts.settle(patch)?.(() => ({ KP1: ravi, KP2: meera })),
      {
        patch: { customerKeyContacts: { KP2: { ...meera, email: null, mail_enabled: null } } },
      },
    );
    assert.deepEqual(faultCodes(row({ 'Contact ID': 'KP1' }, clear)), [
      ['Name', 'required_field_missing'],
      ['Mobile', 'required_field_missing'],
    ]);
    assert.deepEqual(faultCodes(row({ 'Contact ID': 'KP1', Deleted: 'yes' }, clear)), []);
  });

  test('names its customer as the rows of customers do, and sets nothing of him', () => {
    const read = readRow(contacts, [
      ['Ref No', 'A/C No', 'Name', 'Mobile'],
      ['R1', '123456789', 'Meera', '9876543210'],
    ]);
    assert.deepEqual(read.customer, { field: 'uniqueRefNo', value: 'R1' });
    assert.deepEqual(Object.keys(read.patch), ['customerKeyContacts']);
  });

  test('is held to the rules of its columns', () => {
    const wrong = row({ Name: 'M', Mobile: '12', Email: 'x', 'Mail Enabled': 'maybe', Deleted: '2' });
    assert.deepEqual(
      faultCodes(wrong),
      ['Mobile', 'Email', 'Mail Enabled', 'Deleted'].map((column) => [column, 'rule_broken']),
    );
  });

  test('with an id like __proto__ finds no contact', () => {
    assert.deepEqual(settle({ 'Contact ID': '__proto__', Name: 'Meera', Mobile: '9876543210' }, { KP1: ravi }), {
      customerKeyContacts: { KPNEW: meera },
    });
  });

  test('of any cells is read and settled without throwing', () => {
    fc.assert(
      fc.property(fc.array(anyCell, { minLength: 7, maxLength: 7 }), (cells) => {
        const { patch } = readRow(contacts, [header, cells]);
        contacts.settle(patch)?.(() => ({ KP1: meera }));
      }),
      { numRuns: 1_000 },
    );
  });
});

test('a patch that is no contact row is applied as it stands', () => {
  assert.equal(contacts.settle({ customerKeyContacts: { KP1: null } }), undefined);
  assert.equal(contacts.settle({ legalName: 'x' }), undefined);
  assert.equal(sheets.customers.settle({ legalName: 'x' }), undefined);
});
