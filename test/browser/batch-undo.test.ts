import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { loans, type Tenant } from '../tenant.ts';
import { preview } from '../acceptance/previews.ts';
import { undoOf } from '../acceptance/undo-steps.ts';
import { assertAccessible } from './accessible.ts';
import { browserMissing } from './environment.ts';
import { type Console, openConsole } from './open-console.ts';
import { takePicture } from './picture.ts';

describe('undoing a batch, and applying a preview', { skip: browserMissing }, () => {
  let opened: Console;
  let lender: Tenant;
  before(async () => {
    opened = await openConsole();
    lender = await opened.service.tenant();
  });
  after(() => opened[Symbol.asyncDispose]());

  const record = (place: number, data: object) => ({ id: `loan_${place}`, data });

  test('an undo first shows what it restores and what it leaves alone, then does exactly that, and can be redone', async () => {
    const campaignId = await lender.campaign(loans(5));
    const records = [0, 1, 2, 3].map((place) => record(place, { emi_amount: 9_000, note: 'new' }));
    const { batchId } = (await lender.bulkUpdate(campaignId, records)).body;
    await lender.bulkUpdate(campaignId, [record(1, { note: 'mine' }), record(2, { note: 'mine', emi_amount: 1 })]);
    await using visit = await opened.visit(lender, { path: `/batches/${batchId}` });
    const { page } = visit;
    await page.getByRole('heading', { name: 'Update by a program' }).waitFor();
    await page.getByRole('button', { name: 'Undo …' }).click();

    await page.getByRole('heading', { name: 'Undo: what would happen' }).waitFor();
    await page.getByText('3 customers get back what they had before.').waitFor();
    await page.getByText('1 customer stays as it is; below is why.').waitFor();
    const edited = page.getByRole('table', { name: 'Edited since, so left alone' });
    await edited.waitFor();
    const rows = await edited.getByRole('row').allInnerTexts();
    assert.match(rows[1] ?? '', /loan_1\s+Edited since, and left as it is: note/);
    assert.match(rows[2] ?? '', /loan_2\s+Somebody has edited this customer since\.\s*Edited since: emi_amount, note/);
    assert.equal((await lender.customer(campaignId, 'loan_0')).data['emi_amount'], 9_000);
    await page.getByText('This is a preview: nothing has changed yet.').waitFor();
    await assertAccessible(page);
    await takePicture(page, 'undo-preview');

    await page.getByRole('button', { name: 'Undo for 3 customers' }).click();
    await page.getByRole('heading', { name: 'Undo', exact: true }).waitFor();
    await page.getByText('This took another batch back.').waitFor();
    await page.getByRole('img', { name: '3 updated, 1 failed' }).waitFor();
    await page.getByText('Of 1 customer some fields were edited since').waitFor();
    assert.partialDeepStrictEqual((await lender.customer(campaignId, 'loan_1')).data, {
      emi_amount: 4_500,
      note: 'mine',
    });
    await assertAccessible(page);
    await takePicture(page, 'undo-done');

    await page.getByRole('button', { name: 'Redo …' }).click();
    await page.getByRole('heading', { name: 'Redo: what would happen' }).waitFor();
    await page.getByRole('heading', { name: 'What the redo would do' }).waitFor();
    await page.getByRole('button', { name: 'Redo for 3 customers' }).click();
    await page.getByText('This took another batch back.').waitFor();
    await page.getByRole('img', { name: '3 updated' }).waitFor();
    assert.equal((await lender.customer(campaignId, 'loan_1')).data['emi_amount'], 9_000);
  });

  test('a batch that was undone names the undo, and is not offered again', async () => {
    const campaignId = await lender.campaign(loans(1));
    const { batchId } = (await lender.bulkUpdate(campaignId, [record(0, { note: 'x' })])).body;
    const undo = await undoOf(lender, batchId);
    await using visit = await opened.visit(lender, { path: `/batches/${batchId}` });
    const { page } = visit;
    await page.getByText('This batch was undone.').waitFor();
    assert.equal(await page.getByRole('button', { name: 'Undo …' }).count(), 0);
    await takePicture(page, 'batch-undone');
    await page.getByRole('link', { name: 'To the undo' }).click();
    await page.waitForURL(new RegExp(undo.id));
  });

  test('an undo that restores nothing, because all was edited since, says so', async () => {
    const campaignId = await lender.campaign(loans(1));
    const { batchId } = (await lender.bulkUpdate(campaignId, [record(0, { note: 'x' })])).body;
    await lender.bulkUpdate(campaignId, [record(0, { note: 'y' })]);
    await using visit = await opened.visit(lender, { path: `/batches/${batchId}` });
    const { page } = visit;
    await page.getByRole('button', { name: 'Undo …' }).click();
    await page.getByText('Nothing can be taken back').waitFor();
    assert.equal(await page.getByRole('button', { name: /^Undo/ }).count(), 0);
    await assertAccessible(page);
  });

  test('a batch whose history is kept no longer says so, and cannot be undone', async () => {
    const campaignId = await lender.campaign(loans(1));
    const { batchId } = (await lender.bulkUpdate(campaignId, [record(0, { note: 'x' })])).body;
    await opened.service.database.query('update batches set history_swept = true where public_id = $1', [batchId]);
    await using visit = await opened.visit(lender, { path: `/batches/${batchId}` });
    const { page } = visit;
    await page.getByText('What this batch changed is kept no longer.').waitFor();
    await page.getByRole('tab', { name: 'Outcomes' }).waitFor();
    assert.equal(await page.getByRole('button', { name: 'Undo …' }).count(), 0);
    await assertAccessible(page);
  });

  test('an undo that somebody else was faster with is refused in words', async () => {
    const campaignId = await lender.campaign(loans(1));
    const { batchId } = (await lender.bulkUpdate(campaignId, [record(0, { note: 'x' })])).body;
    await using visit = await opened.visit(lender, { path: `/batches/${batchId}` });
    const { page } = visit;
    await page.getByRole('button', { name: 'Undo …' }).waitFor();
    const undo = await undoOf(lender, batchId);
    await page.getByRole('button', { name: 'Undo …' }).click();
    await page.getByRole('alert').getByText(`The batch was undone already, as ${undo.id}.`).waitFor();
    assert.deepEqual(
      visit.watch.take().filter((fault) => !fault.includes('409')),
      [],
    );
  });

  test('a preview shows what would happen, until when, and is applied once', async () => {
    const campaignId = await lender.campaign(loans(3));
    const records = [record(0, { emi_amount: 8_000 }), record(1, {}), record(2, { emi_amount: 'x' })];
    const { batchId } = (await preview(lender, { campaignId, records })).body;
    await using visit = await opened.visit(lender, { path: `/batches/${batchId}?tab=changes` });
    const { page } = visit;
    await page.getByRole('heading', { name: 'Preview: what would happen' }).waitFor();
    await page.getByText(/It can be applied once, until /).waitFor();
    await page.getByRole('table', { name: 'Changes' }).getByText('₹8,000').waitFor();
    await assertAccessible(page);
    await takePicture(page, 'preview');
    await page.getByRole('button', { name: 'Apply to 1 customer' }).click();
    await page.getByRole('heading', { name: 'Update by a program' }).waitFor();
    assert.equal((await lender.customer(campaignId, 'loan_0')).data['emi_amount'], 8_000);
    await page.getByRole('link', { name: 'What was shown before' }).click();
    await page.getByText('This preview was applied.').waitFor();
    assert.equal(await page.getByRole('button', { name: /^Apply/ }).count(), 0);
    await assertAccessible(page);
  });
});
