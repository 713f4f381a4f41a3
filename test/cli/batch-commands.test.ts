import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { packOutcomes } from '../../src/store/outcomes.ts';
import { pack } from '../../src/store/packed.ts';
import { commandLine } from './command-line.ts';
import type { CommandLine } from './command-line.ts';

describe('the commands that look at batches', () => {
  let line: CommandLine;
  before(async () => {
    line = await commandLine();
    await line.json('org', 'create', '--code', 'CEKLENDER1', '--name', 'Ashoka Finance');
    await line.json('org', 'create', '--code', 'CEKRIVAL01', '--name', 'Rival');
    await insertBatches(line);
  });
  after(() => line[Symbol.asyncDispose]());

  test('campaign list shows the campaigns of all organizations, or of one and those below', async () => {
    const { stdout } = await line.run('campaign', 'list');
    assert.match(stdout, /^camp_one +CEKLENDER1 +Loans \\u\{1b\} +emi +active +50,000 +\d{4}-/m);
    const campaigns = await line.json<Record<string, unknown>[]>('campaign', 'list', '--org', 'CEKLENDER1');
    assert.deepEqual([campaigns[0]?.['id'], campaigns[0]?.['customers'], campaigns.length], ['camp_one', 50_000, 1]);
    assert.deepEqual(await line.json('campaign', 'list', '--org', 'CEKRIVAL01'), []);
    assert.equal((await line.run('campaign', 'list', '--org', 'CEKRIVAL01')).stdout, 'There are no campaigns.\n');
  });

  test('batch list shows the newest first, at most so many as asked for', async () => {
    const batches = await line.json<{ id: string }[]>('batch', 'list');
    assert.deepEqual(
      batches.map(({ id }) => id),
      ['batch_running', 'batch_done'],
    );
    assert.deepEqual((await line.json<unknown[]>('batch', 'list', '--limit', '1')).length, 1);
    const unfinished = await line.json<{ id: string }[]>('batch', 'list', '--unfinished');
    assert.deepEqual(
      unfinished.map(({ id }) => id),
      ['batch_running'],
    );
    assert.match((await line.run('batch', 'list')).stdout, /^batch_done +CEKLENDER1 +completed +4 +1 +1 +1 +1 /m);
    assert.equal((await line.run('batch', 'list', '--org', 'CEKRIVAL01')).stdout, 'There are no batches.\n');
  });

  test('batch show tells what became of the records, and of the first that were not applied', async () => {
    const { stdout } = await line.run('batch', 'show', 'batch_done');
    assert.match(stdout, /^state +completed$/m);
    assert.match(stdout, /^chunks +1 of 1$/m);
    assert.match(stdout, /^ +1 +\S+ +failed +document_missing_exception +Document not found$/m);
    assert.match(stdout, /^ +3 +L4 +invalid +- +emi_amount must be a number$/m);
    const batch = await line.json('batch', 'show', 'batch_done', '--problems', '1');
    assert.deepEqual(batch['counts'], {
      total: 4,
      valid: 3,
      invalid: 1,
      pending: 0,
      successful: 2,
      updated: 1,
      unchanged: 1,
      failed: 1,
      retried: 1,
      warned: 0,
    });
    assert.deepEqual(batch['problems'], [
      { index: 1, key: 'L2', outcome: 'failed', error: 'document_missing_exception', reason: 'Document not found' },
    ]);
  });

  test('batch show of a running batch counts what its finished chunks say', async () => {
    const batch = await line.json<{ counts: Record<string, number>; chunks: unknown }>(
      'batch',
      'show',
      'batch_running',
    );
    assert.deepEqual(batch.chunks, { done: 1, of: 2 });
    const { total, valid, invalid, pending, updated } = batch.counts;
    assert.deepEqual(
      { total, valid, invalid, pending, updated },
      { total: 4, valid: 2, invalid: 0, pending: 2, updated: 2 },
    );
  });

  test('batch show of an unknown id is refused', async () => {
    const outcome = await line.run('batch', 'show', 'batch_nobody');
    assert.deepEqual(outcome, { code: 1, stdout: '', stderr: 'amend: There is no such batch.\n' });
  });
});

/** A finished batch with one outcome of each kind, and one that is half through. */
async function insertBatches({ database }: CommandLine): Promise<void> {
  const { rows } = await database.query<{ id: number; organization_id: number }>(
    `insert into lists (organization_id, public_id, kind, type, name, customer_count)
     select id, 'camp_one', 'campaign', 'emi', E'Loans \\x1b', 50000 from organizations where code = 'CEKLENDER1'
     returning id, organization_id`,
  );
  const { id: list, organization_id: organization } = rows[0] ?? { id: 0, organization_id: 0 };
  const insert = async (columns: Record<string, unknown>) => {
    const all = { organization_id: organization, list_id: list, source: 'campaign', operation: 'update', ...columns };
    const names = Object.keys(all);
    const places = names.map((_, index) => `$${index + 1}`);
    const result = await database.query<{ id: number }>(
      `insert into batches (${names.join(', ')}) values (${places.join(', ')}) returning id`,
      Object.values(all),
    );
    return result.rows[0]?.id ?? 0;
  };
  const keys = pack(['L1', 'L2', 'L3', 'L4']);
  const common = { atomic: false, total: 4, chunk_records: 2, keys };
  const done = await insert({
    ...common,
    public_id: 'batch_done',
    state: 'completed',
    created_at: new Date(Date.now() - 60_000),
    finished_at: new Date(),
    valid: 3,
    invalid: 1,
    chunks: 1,
    updated: 1,
    unchanged: 1,
    failed: 1,
    retried: 1,
    invalid_outcomes: pack([{ index: 3, key: 'L4', errors: ['emi_amount must be a number'] }]),
  });
  const running = await insert({
    ...common,
    public_id: 'batch_running',
    state: 'running',
    valid: 4,
    invalid: 0,
    chunks: 2,
  });
  const chunk = `insert into chunks (organization_id, batch_id, chunk, updated, unchanged, failed, retried, outcomes)
    values ($1, $2, 0, $3, $4, $5, 0, $6)`;
  const outcomes = packOutcomes([
    { index: 0, outcome: 'updated' },
    { index: 1, outcome: 'failed', error: 'document_missing_exception', reason: 'Document not found' },
    { index: 2, outcome: 'unchanged' },
  ]);
  await database.query(chunk, [organization, done, 1, 1, 1, outcomes]);
  const two = packOutcomes([0, 1].map((index) => ({ index, outcome: 'updated' })));
  await database.query(chunk, [organization, running, 2, 0, 0, two]);
}
