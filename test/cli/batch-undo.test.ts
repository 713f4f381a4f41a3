import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import { startTestService, type TestService } from '../service.ts';
import { temporaryDirectory } from '../temporary-directory.ts';
import { loans, type Tenant } from '../tenant.ts';
import { amend } from './command-line.ts';

describe('amend batch undo', () => {
  let service: TestService;
  let tenant: Tenant;
  before(async () => {
    service = await startTestService();
    tenant = await service.tenant();
  });
  after(() => service[Symbol.asyncDispose]());

  const run = (...words: string[]) =>
    amend({ AMEND_URL: service.url, AMEND_TOKEN: tenant.token ?? '' }, 'batch', ...words);

  async function changed(): Promise<{ campaignId: string; batchId: string }> {
    const campaignId = await tenant.campaign(loans(2));
    const records = ['loan_0', 'loan_1'].map((id) => ({ id, data: { note: 'new' } }));
    return { campaignId, batchId: (await tenant.bulkUpdate(campaignId, records)).body.batchId };
  }

  test('takes a batch back, and says so', async () => {
    const { campaignId, batchId } = await changed();
    const done = await run('undo', batchId);
    assert.equal(done.code, 0, done.stderr);
    assert.match(done.stdout, /^restored +2$/m);
    assert.equal((await tenant.customer(campaignId, 'loan_0')).data['note'], undefined);
  });

  test('--dry-run shows what it would do, and `batch apply` does it', async () => {
    const { campaignId, batchId } = await changed();
    const shown = await run('undo', batchId, '--dry-run');
    assert.equal(shown.code, 0, shown.stderr);
    assert.match(shown.stdout, /^would be restored +2$/m);
    assert.equal((await tenant.customer(campaignId, 'loan_0')).data['note'], 'new');
    const [, preview = ''] = /amend batch apply (batch_\w+)/.exec(shown.stdout) ?? [];
    const done = await run('apply', preview);
    assert.equal(done.code, 0, done.stderr);
    assert.equal((await tenant.customer(campaignId, 'loan_0')).data['note'], undefined);
  });

  test('exits with 1 where something was left alone, and saves what', async () => {
    const { campaignId, batchId } = await changed();
    await tenant.bulkUpdate(campaignId, [{ id: 'loan_1', data: { note: 'mine' } }]);
    await using directory = await temporaryDirectory();
    const done = await run('undo', batchId, '--out', directory.path);
    assert.equal(done.code, 1);
    assert.match(done.stderr, /1 of 2 customers were not changed/);
    assert.match(done.stdout, /loan_1 +Edited since: note/);
    const [, file = ''] = /^left alone +(.*)$/m.exec(done.stdout) ?? [];
    assert.match(await readFile(file.trim(), 'utf8'), /loan_1,note,,new,mine,/);
  });

  test('exits with 2 where the service refuses: it was undone already', async () => {
    const { batchId } = await changed();
    await run('undo', batchId);
    const again = await run('undo', batchId);
    assert.equal(again.code, 2);
    assert.match(again.stderr, /undone already/);
  });
});
