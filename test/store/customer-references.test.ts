import assert from 'node:assert/strict';
import { test } from 'node:test';
import { customerLookup } from '../../src/store/customer-references.ts';
import { openEngine } from './open-engine.ts';

test('customers are found by their references: of their own list, field and organization', async () => {
  await using room = await openEngine();
  const { organizationId, listId } = room.list;
  const insert =
    'insert into customer_references (organization_id, list_id, field, value, key) values ($1, $2, $3, $4, $5)';
  for (const [organization, list, field, value, key] of [
    [organizationId, listId, 'accountNumber', 'A1', 'b'],
    [organizationId, listId, 'accountNumber', 'A1', 'a'],
    [organizationId, listId, 'accountNumber', '"{,}\\', 'c'],
    [organizationId, listId, 'uniqueRefNo', 'A1', 'd'],
    [organizationId, listId + 1, 'accountNumber', 'A2', 'e'],
    [organizationId + 1, listId, 'accountNumber', 'A2', 'f'],
  ]) {
    await room.database.query(insert, [organization, list, field, value, key]);
  }
  const lookup = customerLookup(room.database);
  const find = (field: string, ...values: string[]) => lookup.byReference(room.list, { field, values });
  assert.deepEqual(
    [...(await find('accountNumber', 'A1', 'A2', '"{,}\\', 'A3'))],
    [
      ['"{,}\\', ['c']],
      ['A1', ['a', 'b']],
    ],
  );
  assert.deepEqual([...(await find('uniqueRefNo', 'A1'))], [['A1', ['d']]]);
  assert.deepEqual([...(await find('legalName', 'A1'))], []);
  assert.deepEqual([...(await find('uniqueRefNo'))], []);
});
