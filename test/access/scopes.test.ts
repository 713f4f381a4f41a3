import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { scopes } from '../../src/access/principal.ts';
import { defaultScopes, effectiveScopes, grantFaults, inOrder, sharedScopes } from '../../src/access/scopes.ts';

test('admin implies every scope', () => {
  assert.deepEqual([...effectiveScopes(['admin'])], [...scopes]);
  assert.deepEqual([...effectiveScopes(['batches:read'])], ['batches:read']);
});

test('a token made without naming scopes may do everything but administer', () => {
  assert.deepEqual(
    defaultScopes,
    scopes.filter((scope) => scope !== 'admin'),
  );
});

test('nobody grants a scope that he lacks', () => {
  const own = effectiveScopes(['customers:read', 'batches:read']);
  assert.deepEqual(grantFaults(['batches:read'], own), []);
  assert.deepEqual(grantFaults(['admin', 'customers:write', 'batches:read'], own), [
    'you lack the scope admin',
    'you lack the scope customers:write',
  ]);
  assert.deepEqual(grantFaults([...scopes], effectiveScopes(['admin'])), []);
});

test('an unknown scope and none at all are refused', () => {
  assert.deepEqual(grantFaults([], effectiveScopes(['admin'])), ['scopes cannot be empty']);
  assert.deepEqual(grantFaults(['customers:*'], effectiveScopes(['admin'])), [
    'scopes must be among campaigns:read, campaigns:write, customers:read, customers:write, batches:read, admin',
  ]);
});

test('granted scopes are kept once each', () => {
  assert.deepEqual(inOrder(['admin', 'customers:read', 'customers:read']), ['customers:read', 'admin']);
});

test('what several grant together is what each of them grants, in order, and admin grants all', () => {
  const some = fc.subarray([...scopes], { minLength: 0 });
  fc.assert(
    fc.property(fc.array(some, { minLength: 1, maxLength: 4 }), (granted) => {
      const shared = sharedScopes(granted);
      for (const scope of scopes) {
        const expected = granted.every((own) => own.includes('admin') || own.includes(scope));
        assert.equal(shared.includes(scope), expected, scope);
      }
      assert.deepEqual(shared, inOrder(shared));
    }),
  );
});
