import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { companyFields } from '../../../src/fields/company/company-fields.ts';
import { indianStates } from '../../../src/fields/company/indian-states.ts';
import { Changed, Misfit, type Reading } from '../../../src/fields/sheet/values.ts';

function read(name: string, text: string): unknown {
  const reading: Reading | undefined = companyFields.find((field) => field.name === name)?.rule.read(text);
  if (reading instanceof Misfit) return 'fault';
  return reading instanceof Changed ? [reading.value, reading.code] : reading;
}

function holds(name: string, right: readonly string[], wrong: readonly string[]): void {
  for (const text of right) assert.equal(read(name, text), text, `${name} ${text}`);
  for (const text of wrong) assert.equal(read(name, text), 'fault', `${name} ${text}`);
}

describe("a company's fields", () => {
  test('hold texts of their length, without what cannot be stored', () => {
    for (const [name, max] of [
      ['legalName', 255],
      ['address', 1000],
      ['assignedAgent', 255],
      ['uniqueRefNo', 64],
    ] as const) {
      holds(name, ['x', '😀'.repeat(max)], ['x'.repeat(max + 1), 'a\0b', '\ud800']);
    }
  });

  test('hold identifiers of their form', () => {
    holds(
      'customerId',
      ['KC0123456789ABCD'],
      ['KC0123456789ABC', 'kc0123456789abcd', 'KD0123456789ABCD', 'KC0123456789ABCDE'],
    );
    holds(
      'accountNumber',
      ['123456789', `A${'1'.repeat(35)}`],
      ['12345678', '1'.repeat(37), '1234-56789', '१२३४५६७८९'],
    );
    holds('pinCode', ['411001', '100000'], ['011001', '41100', '4110011', '411 001', '411001 ']);
    holds(
      'contactNumber',
      ['9876543210', '+91 9876543210', '00919876543210'],
      ['987654321', '98765432101', '+91 98765 43210'],
    );
    holds('email', ['a@b.co'], ['a@b', 'a b@c.co']);
    holds('uniqueRefNo', ['1-2', '2026-01'], ['2026-02-01', '2026-02-01T00:00:00']);
  });

  test('put a PAN, a GSTIN and an IFSC in capitals, and verify the check character', () => {
    holds(
      'panOrGstin',
      ['ABCDE1234F', '27AAPFU0939F1ZV'],
      ['ABCDE12345', 'ABCD1234F', '27AAPFU0939F1ZX', '27AAPFU0939F1ZVV'],
    );
    assert.deepEqual(read('panOrGstin', 'abcde1234F'), ['ABCDE1234F', 'upper_cased']);
    assert.deepEqual(read('panOrGstin', '27aapfu0939f1zv'), ['27AAPFU0939F1ZV', 'upper_cased']);
    holds('ifsc', ['HDFC0001234', 'SBIN0ABC123'], ['HDFC1001234', 'HDFC000123', 'HDF10001234']);
    assert.deepEqual(read('ifsc', 'hdfc0abc12z'), ['HDFC0ABC12Z', 'upper_cased']);
  });

  test("know India's 28 states and 8 territories by name, former name, and both kinds of code", () => {
    assert.equal(indianStates.length, 36);
    for (const { name, codes, gst, names } of indianStates) {
      assert.equal(read('state', name), name);
      for (const spelling of [...codes, ...gst, ...names, name.toUpperCase(), `${gst[0]}-${name}`]) {
        assert.deepEqual(read('state', spelling), [name, 'spelling_unified'], spelling);
      }
    }
    const spellings = indianStates.flatMap(({ name, codes, gst, names }) => [name, ...codes, ...gst, ...names]);
    assert.equal(new Set(spellings).size, spellings.length);
    assert.deepEqual(read('state', 'jammu & kashmir'), ['Jammu and Kashmir', 'spelling_unified']);
    for (const text of ['Bavaria', '0', '00', '39', '99', '27-Gujarat', 'M', '__proto__', 'x'.repeat(60_000)]) {
      assert.equal(read('state', text), 'fault', text.slice(0, 20));
    }
  });

  test('restore the zero of a code of GST, whose length proves it', () => {
    assert.deepEqual(read('state', '7'), ['Delhi', 'zero_restored']);
  });

  test('restore the + that Excel drops before a country code when it makes a number of a phone, and nothing else', () => {
    assert.deepEqual(read('contactNumber', '919876543210'), ['+919876543210', 'prefix_restored']);
    // Ten digits may begin with 0, but no Indian number does: nine prove that one is missing, and not that it is a 0.
    assert.equal(read('contactNumber', '987654321'), 'fault');
    assert.equal(read('contactNumber', '911234567890'), 'fault');
    assert.equal(read('pinCode', '11001'), 'fault');
  });

  test('hold lists of codes', () => {
    assert.deepEqual(read('branchCodes', 'PN01; PN02|PN03'), ['PN01', 'PN02', 'PN03']);
    assert.deepEqual(read('branchCodes', ';A;;B;A;'), [['A', 'B'], 'items_dropped']);
    for (const text of [';|', 'x'.repeat(65), '2026-02-01', 'a\0', ';'.repeat(60_000), 'A;'.repeat(2_000)]) {
      assert.equal(read('branchCodes', text), 'fault');
    }
    assert.equal(read('branchCodes', Array.from({ length: 501 }, (_, n) => `B${n}`).join(';')), 'fault');
  });
});

describe('an amount', () => {
  test('is exact, and grouped as in the west or in India', () => {
    for (const [text, amount] of [
      ['0', 0],
      ['-0.00', 0],
      ['.5', 0.5],
      ['007.10', 7.1],
      ['1,234.5', 1234.5],
      ['12,345', 12_345],
      ['1,23,456.78', 123_456.78],
      ['123,456.78', 123_456.78],
      ['-1,00,00,000', -10_000_000],
      ['9999999999999.99', 9_999_999_999_999.99],
      ['999999999999999', 999_999_999_999_999],
    ] as const) {
      assert.equal(read('outstandingAmount', text), amount, text);
    }
  });

  test('fails with a decimal comma, other groups, a third place, more than 15 digits, or anything beside', () => {
    for (const text of [
      '12,50',
      '1,2345',
      '1,23,45',
      '12,34,56',
      '1234,567',
      '123,45,678',
      '12,345,67',
      ',123',
      '0,123',
      '1,,234',
      '1.234,56',
      '1.005',
      '1234567890123456',
      '12345678901234.56',
      '12345678901234.567',
      '1e3',
      '₹ 12',
      '(12)',
      '12-',
      '1 234',
      '--1',
      '.',
      '१२',
    ]) {
      assert.equal(read('outstandingAmount', text), 'fault', text);
    }
  });

  test('loses the noise of binary arithmetic, with a warning where a text had it', () => {
    assert.deepEqual(read('outstandingAmount', '3.3000000000000003'), [3.3, 'rounded']);
    assert.equal(read('outstandingAmount', '3.3330000000000003'), 'fault');
  });

  test('of any size is read from each way of writing it, and from no other place of a comma', () => {
    const paise = fc.bigInt({ min: 0n, max: 999_999_999_999_999n });
    fc.assert(
      fc.property(paise, (amount) => {
        const digits = String(amount).padStart(3, '0');
        const whole = digits.slice(0, -2);
        const rest = `.${digits.slice(-2)}`;
        const western = whole.replaceAll(/\B(?=(\d{3})+$)/g, ',');
        const indian = whole.replaceAll(/\B(?=(\d\d)*\d{3}$)/g, ',');
        const value = Number(whole + rest);
        for (const text of [whole, western, indian]) assert.equal(read('outstandingAmount', text + rest), value, text);
        for (let place = 1; place < whole.length; place += 1) {
          const text = `${whole.slice(0, place)},${whole.slice(place)}`;
          if (text !== western && text !== indian) assert.equal(read('outstandingAmount', text + rest), 'fault', text);
        }
      }),
    );
  });
});

test("every field's example is right as it stands", () => {
  for (const { name, example, rule } of companyFields) {
    assert.ok(!(rule.read(example) instanceof Misfit), name);
    assert.ok(!(rule.read(example) instanceof Changed), name);
  }
});
