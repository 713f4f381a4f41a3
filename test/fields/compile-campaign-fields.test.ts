import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { CompiledFields } from '../../src/engine/fields.ts';
import type { Json, JsonObject } from '../../src/engine/records.ts';
import type { CampaignType } from '../../src/fields/campaign-fields.ts';
import { compileCampaignFields } from '../../src/fields/compile-campaign-fields.ts';
import type { CustomFields } from '../../src/fields/custom-fields.ts';
import { newCustomers } from './new-customers.ts';

const languageList =
  'hindi, english, bengali, telugu, marathi, tamil, gujarati, kannada, malayalam, punjabi, odia, assamese';
const limits = { nestingMax: 16, fieldNameCharactersMax: 64 };

function compile(type: CampaignType, customFields: CustomFields = {}): CompiledFields {
  return compileCampaignFields({ type, customFields, limits });
}

/** The one sentence about `value` in the field `name`, or none. */
function fault(name: string, value: Json, fields: CompiledFields = compile('emi')): string | undefined {
  const faults = fields.checkPatch({ [name]: value }, 'L1');
  assert.ok(faults.length <= 1, faults.join('; '));
  return faults[0];
}

describe('what a new customer must bring', () => {
  for (const type of ['emi', 'edi', 'lead'] as const) {
    test(`a complete ${type} customer has no fault, and each missing required field is one`, () => {
      const fields = compile(type);
      const { key, data, optional } = newCustomers[type];
      assert.deepEqual(fields.checkNew(data, key), []);
      for (const name of Object.keys(data)) {
        const { [name]: _, ...rest } = data;
        const expected = name === fields.keyField || optional.includes(name) ? [] : [`${name} is required`];
        assert.deepEqual(fields.checkNew(rest, key), expected, name);
      }
    });
  }

  test('a null is as good as missing', () => {
    const { key, data } = newCustomers.emi;
    assert.deepEqual(compile('emi').checkNew({ ...data, emi_amount: null, language: null, note: null }, key), [
      'emi_amount is required',
    ]);
    assert.deepEqual(compile('emi').checkNew({ ...data, loan_id: null }, key), ['loan_id is required']);
  });

  test('its key field is the id of the record', () => {
    const { data } = newCustomers.emi;
    assert.deepEqual(compile('emi').checkNew({ ...data, loan_id: 'L2' }, 'L1'), ["loan_id must be the record's id"]);
    assert.deepEqual(compile('emi').checkNew(data, null), [], 'what is wrong with the id itself, the door has told');
  });

  test('all faults are listed, what it brought in its order and then what is missing', () => {
    const faults = compile('lead').checkNew({ phone_number: '12', zone: 1e300, first_name: '' }, 'P1');
    assert.deepEqual(faults, [
      'phone_number must be 10 digits, or + or 00, a country code and 10 digits',
      'zone must be within ±9007199254740991; send it as text',
      'first_name must be 1 to 255 characters',
      'last_name is required',
      'lead_date is required',
    ]);
  });
});

describe('a patch', () => {
  test('may be empty, and may remove what is not required', () => {
    const fields = compile('emi', { score: 'integer' });
    assert.deepEqual(fields.checkPatch({}, 'L1'), []);
    assert.deepEqual(fields.checkPatch({ language: null, score: null, note: null, lead_date: null }, 'L1'), []);
  });

  test('cannot remove what is required on the list of its type', () => {
    assert.equal(fault('emi_amount', null), 'emi_amount is required and cannot be removed');
    assert.equal(fault('emi_amount', null, compile('lead')), undefined);
    assert.equal(fault('lead_date', null, compile('lead')), 'lead_date is required and cannot be removed');
  });

  test('may repeat the key and cannot change or remove it', () => {
    assert.equal(fault('loan_id', 'L1'), undefined);
    assert.equal(fault('loan_id', 'L2'), 'loan_id cannot be changed');
    assert.equal(fault('loan_id', 1), 'loan_id cannot be changed');
    assert.equal(fault('loan_id', null), 'loan_id is required and cannot be removed');
    assert.equal(fault('lead_id', 'anything'), undefined, 'on a list of loans lead_id is a custom field');
  });

  test('without a fault costs no list: the same frozen one every time', () => {
    const fields = compile('emi');
    const faults = fields.checkPatch({ emi_amount: 1 }, 'L1');
    assert.equal(faults, fields.checkPatch({}, null));
    assert.ok(Object.isFrozen(faults));
  });

  test('with more faults than are listed says so', () => {
    const patch = Object.fromEntries(Array.from({ length: 1_000 }, (_, i) => [`f${i}`, 1e300]));
    const faults = compile('emi').checkPatch(patch, 'L1');
    assert.equal(faults.length, 101);
    assert.equal(faults.at(-1), 'further faults are not listed');
  });
});

describe('rules of the named fields', () => {
  const cases: [name: string, good: Json[], bad: [Json, string][]][] = [
    [
      'first_name',
      ['Asha', 'ಅನು', 'x'.repeat(255), '🙂'.repeat(255)],
      [
        [7, 'first_name must be a string'],
        ['', 'first_name must be 1 to 255 characters'],
        ['x'.repeat(256), 'first_name must be 1 to 255 characters'],
        ['a\0b', 'first_name cannot contain a NUL character'],
        ['a\ud800', 'first_name cannot contain a lone surrogate (half of a character)'],
      ],
    ],
    [
      'emi_amount',
      [0, -0, 12.5, 9007199254740991],
      [
        ['12', 'emi_amount must be a number'],
        [true, 'emi_amount must be a number'],
        [-0.01, 'emi_amount must be at least 0'],
        [Number.POSITIVE_INFINITY, 'emi_amount must be within ±9007199254740991'],
      ],
    ],
    [
      'loan_period',
      [0, 3.0, 240],
      [
        ['3', 'loan_period must be an integer'],
        [3.5, 'loan_period must be an integer'],
        [-1, 'loan_period must be at least 0'],
        [9007199254740992, 'loan_period must be within ±9007199254740991'],
      ],
    ],
    [
      'emi_due_date',
      ['2026-12-31', '2024-02-29'],
      [
        ['2026-02-29', 'emi_due_date must be a real date in the form YYYY-MM-DD'],
        [20261231, 'emi_due_date must be a real date in the form YYYY-MM-DD'],
      ],
    ],
    [
      'payment_status',
      ['bounced', 'pending', 'partial', 'paid', 'received'],
      [
        ['Paid', 'payment_status must be one of bounced, pending, partial, paid, received'],
        [1, 'payment_status must be one of bounced, pending, partial, paid, received'],
      ],
    ],
    ['language', ['odia'], [['french', `language must be one of ${languageList}`]]],
  ];
  for (const [name, good, bad] of cases) {
    test(name, () => {
      for (const value of good) assert.equal(fault(name, value), undefined, JSON.stringify(value));
      for (const [value, sentence] of bad) assert.equal(fault(name, value), sentence);
    });
  }

  test('fields that a type does not require are still held to their rule', () => {
    assert.equal(fault('emi_amount', 'x', compile('lead')), 'emi_amount must be a number');
    assert.equal(fault('lead_date', 'soon'), 'lead_date must be a real date in the form YYYY-MM-DD');
  });
});

describe('custom fields', () => {
  test('with a type are held to it', () => {
    const fields = compile('emi', { n: 'number', i: 'integer', t: 'text', b: 'boolean', d: 'date' });
    const good = { n: -1.5, i: -3, t: '', b: false, d: '2026-01-01' };
    assert.deepEqual(fields.checkPatch(good, 'L1'), []);
    assert.deepEqual(fields.checkPatch({ n: '1', i: 1.5, t: 1, b: 'true', d: '1.1.2026' }, 'L1'), [
      'n must be a number',
      'i must be an integer',
      't must be a string',
      'b must be true or false',
      'd must be a real date in the form YYYY-MM-DD',
    ]);
  });

  test('cannot loosen a field that campaigns have', () => {
    assert.equal(fault('emi_amount', 'x', compile('emi', { emi_amount: 'text' })), 'emi_amount must be a number');
  });

  test('without a type may be any JSON that can be stored', () => {
    for (const value of ['', 0.1, true, [], {}, [1, { a: null, constructor: 1, prototype: [] }]]) {
      assert.equal(fault('anything', value), undefined);
    }
    const troubles: [string, string][] = [
      ['"a\\u0000"', 'x cannot contain a NUL character'],
      ['[{"a":"\\udc00"}]', 'x cannot contain a lone surrogate (half of a character)'],
      ['{"a\\u0000":1}', 'x cannot contain a NUL character'],
      ['{"\\ud800":1}', 'x cannot contain a lone surrogate (half of a character)'],
      ['1e999', 'x must be within ±9007199254740991; send it as text'],
      ['[-9007199254740992]', 'x must be within ±9007199254740991; send it as text'],
      ['{"a":[{"__proto__":{"admin":true}}]}', 'x cannot contain a key named __proto__'],
    ];
    for (const [json, sentence] of troubles) assert.equal(fault('x', JSON.parse(json) as Json), sentence, json);
  });

  test('are nested 16 levels deep at most, and a value nested without end is a fault like any other', () => {
    assert.equal(fault('x', nested(16)), undefined);
    assert.equal(fault('x', nested(17)), 'x cannot be nested deeper than 16 levels');
    assert.equal(fault('x', nested(100_000)), 'x cannot be nested deeper than 16 levels');
    const objects = JSON.parse(`${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`) as Json;
    assert.equal(fault('x', objects), 'x cannot be nested deeper than 16 levels');
  });

  test('have names of 1 to 64 characters that reach no prototype', () => {
    const names: [string, string | undefined][] = [
      ['x'.repeat(64), undefined],
      ['🙂'.repeat(64), undefined],
      ['', 'a field name cannot be empty'],
      ['x'.repeat(65), `field name ${'x'.repeat(64)}… cannot exceed 64 characters`],
      ['a\0', String.raw`field name "a\u0000" cannot contain a NUL character`],
      ['\ud800', String.raw`field name "\ud800" cannot contain a lone surrogate (half of a character)`],
      ['__proto__', '__proto__ cannot be used as a field name'],
      ['constructor', 'constructor cannot be used as a field name'],
      ['prototype', 'prototype cannot be used as a field name'],
      ['toString', undefined],
    ];
    for (const [name, sentence] of names) {
      const patch = JSON.parse(`{${JSON.stringify(name)}:1}`) as JsonObject;
      assert.equal(compile('emi').checkPatch(patch, 'L1')[0], sentence, name);
    }
  });
});

function nested(levels: number): Json {
  return JSON.parse(`${'['.repeat(levels)}${']'.repeat(levels)}`) as Json;
}
