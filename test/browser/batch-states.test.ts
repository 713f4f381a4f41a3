import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { holdCustomers, until, untilWaiting } from '../acceptance/hold-customers.ts';
import { startServiceProcess } from '../acceptance/service-process.ts';
import { uploadSteps } from '../acceptance/upload-steps.ts';
import { loans, type Tenant } from '../tenant.ts';
import { assertAccessible } from './accessible.ts';
import { browserMissing } from './environment.ts';
import { type Console, openConsole } from './open-console.ts';
import { takePicture } from './picture.ts';

interface Batch {
  readonly id: string;
  readonly state: string;
  readonly counts: Readonly<Record<string, number>>;
}

describe('a batch that does not run', { skip: browserMissing }, () => {
  let opened: Console;
  let lender: Tenant;
  before(async () => {
    // It looks for batches that a dead process has left as often as it says that it lives itself.
    opened = await openConsole({ settings: { lockWaitMs: 30_000, processHeartbeatMs: 100 } });
    lender = await opened.service.tenant();
  });
  after(() => opened[Symbol.asyncDispose]());

  /** Sends a file of so many rows and has it applied; not waited for. */
  async function begin(campaignId: string, rows: number): Promise<string> {
    const { id } = await uploadSteps(lender).upload(
      [['loan_id', 'emi_amount'], ...Array.from({ length: rows }, (_, place) => [`loan_${place}`, '5000'])],
      { campaignId },
    );
    const { status, body, text } = await lender.call<{ data: Batch }>(`POST /api/v1/uploads/${id}/apply`);
    assert.equal(status, 202, text);
    return body.data.id;
  }

  test('because another file of its list is before it says that it waits, and is cancelled without having changed anything', async () => {
    const campaignId = await lender.campaign(loans(3));
    await using held = await holdCustomers(opened.service.connectionString, campaignId, ['loan_0']);
    const first = await begin(campaignId, 2);
    await untilWaiting(opened.service.database, 1);
    const second = await begin(campaignId, 3);
    await using visit = await opened.visit(lender, { path: '/batches' });
    const { page } = visit;
    const rows = page.getByRole('table', { name: 'Batches' }).getByRole('row');
    await rows.nth(1).getByText('Waiting').waitFor();
    await rows.nth(2).getByText('Running').waitFor();
    await rows.nth(1).getByRole('link').first().click();
    await page.waitForURL(new RegExp(second));
    await page.getByRole('status').getByText('Waiting for its turn').waitFor();
    assert.equal(await page.getByRole('progressbar').getAttribute('aria-valuetext'), 'Waiting for its turn');
    await page.getByText('No such record has been reached yet.').waitFor();
    // How many records there are is not known yet, and so not said.
    assert.equal(await page.getByRole('heading', { name: 'What became of the records' }).count(), 0);
    await assertAccessible(page);
    await takePicture(page, 'batch-waiting');
    await page.getByRole('button', { name: 'Cancel the batch' }).click();
    const dialog = page.getByRole('dialog', { name: 'Cancel this batch?' });
    await dialog.getByText('It has not begun: nothing has changed, and nothing will.').waitFor();
    await dialog.getByRole('button', { name: 'Cancel the batch' }).click();
    const notice = page.getByRole('status').filter({ hasText: 'It was cancelled' });
    await notice.getByText('Nothing was changed.').waitFor();
    await page.getByRole('img', { name: '3 failed' }).waitFor();
    await held.release();
    await uploadSteps(lender).ended(first);
    assert.deepEqual(await versions(campaignId, 3), [2, 2, 1]);
  });

  async function versions(campaignId: string, count: number): Promise<number[]> {
    const keys = Array.from({ length: count }, (_, place) => `loan_${place}`);
    const shown = await Promise.all(keys.map(async (key) => lender.customer(campaignId, key)));
    return shown.map(({ version }) => version);
  }

  /** An update by a program of which all but ten records are applied when its process is killed. */
  async function interrupt(headers: Record<string, string>) {
    const campaignId = await lender.campaign(loans(40));
    const records = Array.from({ length: 40 }, (_, place) => ({ id: `loan_${place}`, data: { emi_amount: 5000 } }));
    const held = await holdCustomers(opened.service.connectionString, campaignId, ['loan_0']);
    await using other = await startServiceProcess(opened.service.connectionString, {
      AMEND_LOCK_WAIT_MS: '60000',
      AMEND_CHUNK_RECORDS_MAX: '10',
    });
    const request = 'PUT /api/v1/customers/update/bulk';
    const sent = other.as(lender).call(request, { campaignId, records }, headers);
    sent.catch(() => undefined);
    let id = '';
    await until('all chunks but one are done', async () => {
      const { body } = await lender.call<{ data: Batch[] }>(`GET /api/v1/batches?list=${campaignId}&limit=1`);
      const [batch] = body.data;
      id = batch?.id ?? '';
      return batch?.counts['updated'] === 30;
    });
    await untilWaiting(opened.service.database, 1);
    await other.end('SIGKILL');
    await assert.rejects(sent);
    // It has been silent for long enough.
    await opened.service.database.query(
      `update processes set seen_at = now() - interval '1 hour' where id = (select owner from batches where public_id = $1)`,
      [id],
    );
    await held.release();
    await held[Symbol.asyncDispose]();
    return { id, campaignId, again: async () => lender.bulkUpdate(campaignId, records, headers) };
  }

  test('because its process has ended says what is applied and who can go on with it, and goes on when he does', async () => {
    const { id, campaignId, again } = await interrupt({ 'idempotency-key': 'april' });
    await using visit = await opened.visit(lender, { path: `/batches/${id}` });
    const { page } = visit;
    await page.getByText('It is interrupted: the process that ran it has ended').waitFor();
    await page
      .getByText(/What was applied stays applied\. It goes on when the program sends the same request again/)
      .waitFor();
    await page.getByRole('img', { name: '30 updated' }).waitFor();
    await page.getByText('30 of 40').waitFor();
    // Nobody runs it: it has no speed, and does not go on by itself.
    assert.equal(await page.getByText(/a second|it goes on without it/).count(), 0);
    await assertAccessible(page);
    await takePicture(page, 'batch-interrupted');
    const answer = await again();
    assert.equal(answer.status, 200, answer.text);
    await page.getByRole('img', { name: '40 updated' }).waitFor();
    await page.getByRole('progressbar').waitFor({ state: 'detached' });
    assert.deepEqual(new Set(await versions(campaignId, 40)), new Set([2]));
  });

  test('and that nobody can go on with has failed: what was applied stays, and of the rest each record says that it was not reached', async () => {
    const { id } = await interrupt({});
    await using visit = await opened.visit(lender, { path: `/batches/${id}` });
    const { page } = visit;
    const alert = page.getByRole('alert').filter({ hasText: 'It failed as a whole' });
    await alert.getByText('30 customers were changed before, and stay so. Undo takes that back.').waitFor();
    await alert.getByText('10 records failed or were not reached: send them again.').waitFor();
    await page.getByRole('button', { name: 'Undo …' }).waitFor();
    const rows = page.getByRole('table', { name: 'Outcomes' }).getByRole('row');
    await rows.nth(10).waitFor();
    const told = await rows.filter({ hasText: 'Not reached before the work was given up.' }).count();
    assert.equal(told, 10);
  });
});
