import assert from 'node:assert/strict';
import type { ListRef } from '../../src/engine/ports.ts';
import { companyStore } from '../../src/store/companies.ts';
import { customerLists } from '../../src/store/customer-lists.ts';
import { historyReader } from '../../src/store/history.ts';
import { sweepHistory } from '../../src/store/sweep-history.ts';
import type { RecordingDatabase } from './recorded-statements.ts';

/** Asks all that sweeping and reading history, and lists with their brakes, ask of the database. */
export async function sweepAndRead(database: RecordingDatabase, list: ListRef): Promise<void> {
  await sweep(database, list.organizationId);
  await read(database, list);
}

/** Changes of batches that ended long ago; the undo of one of them runs. */
async function sweep(database: RecordingDatabase, organizationId: number): Promise<void> {
  await database.query(`update batches set finished_at = now() - interval '99 days' where finished_at is not null`);
  await database.query('update batches set undone_by = id where organization_id = $1', [organizationId]);
  await database.transact((tx) => sweepHistory(tx, { historyDays: 90, batchesMax: 5, packsMax: 3 }));
}

/** Lists, their brakes, and a customer's history. */
async function read(database: RecordingDatabase, list: ListRef): Promise<void> {
  database.recordsReads = true;
  const { organizationId } = list;
  const lists = customerLists(database);
  const owner = { id: organizationId, code: 'CEK0000003', name: 'C' };
  assert.ok(await companyStore(database).make(owner));
  const id = { organizationId, publicId: owner.code };
  await database.transact((tx) => lists.setBrake(tx, id, 5));
  assert.equal((await lists.find(id))?.maxAffected, 5);
  assert.ok(await lists.page({ organizationId, limit: 5, after: owner.code }));
  await historyReader(database).read({ ...list, key: 'loan_1', limit: 3, cursor: null, fields: ['n'] });
  database.recordsReads = false;
}
