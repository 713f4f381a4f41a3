import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { brakeOf, brakeSentence } from '../../src/lists/brake.ts';

const limit = fc.option(fc.nat(20));

describe('the brake of a batch', () => {
  test('is the smaller of what the request and the list allow', () => {
    fc.assert(
      fc.property(limit, limit, (requested, ofList) => {
        const brake = brakeOf({ requested, list: { publicId: 'camp_1', maxAffected: ofList }, operation: 'update' });
        const smaller = Math.min(requested ?? Infinity, ofList ?? Infinity);
        assert.equal(brake?.maxAffected ?? Infinity, smaller);
        if (brake?.setBy === 'request') assert.ok(smaller < (ofList ?? Infinity));
      }),
    );
  });

  test("is the request's own of additions and removals: the list's holds for updates alone", () => {
    const list = { publicId: 'camp_1', maxAffected: 1 };
    for (const operation of ['add', 'remove'] as const) {
      assert.equal(brakeOf({ list, operation }), null);
      assert.equal(brakeOf({ list, operation, requested: 5 })?.maxAffected, 5);
    }
  });

  test('says who has set it, and who can change it', () => {
    const list = { publicId: 'camp_1', maxAffected: 7 };
    const sentence = (requested: number) => {
      const brake = brakeOf({ requested, list, operation: 'update' });
      return brake && brakeSentence(brake, '9 records would be updated');
    };
    assert.equal(sentence(5), '9 records would be updated and maxAffected is 5; nothing was applied.');
    const ofList =
      '9 records would be updated and the brake of camp_1 is 7; nothing was applied. ' +
      'It is changed by somebody with the scope admin: PATCH /api/v1/lists/camp_1, maxAffected.';
    assert.equal(sentence(7), ofList);
    assert.equal(sentence(8), ofList);
  });
});
