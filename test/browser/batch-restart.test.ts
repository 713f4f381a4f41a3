import assert from 'node:assert/strict';
import { test } from 'node:test';
import { holdCustomers } from '../acceptance/hold-customers.ts';
import { startServiceProcess } from '../acceptance/service-process.ts';
import { uploadSteps } from '../acceptance/upload-steps.ts';
import { createTestDatabase } from '../postgres.ts';
import { temporaryDirectory } from '../temporary-directory.ts';
import { client, loans, tenantMaker } from '../tenant.ts';
import { assertAccessible } from './accessible.ts';
import { launchBrowser } from './browser.ts';
import { browserMissing, chromiumPath } from './environment.ts';
import { visitor } from './open-console.ts';
import { takePicture } from './picture.ts';
import { nobodyAnswered } from './watch.ts';

const rows = 3_000;
/** Milliseconds until a service that was started again has found the batch that the killed one left, and has ended it. */
const resumedMsMax = 60_000;

test(
  'the page of a running batch outlives the service: it says that the connection is lost, and goes on when it is back',
  { skip: browserMissing },
  async () => {
    await using database = await createTestDatabase();
    await using files = await temporaryDirectory();
    const environment = {
      AMEND_DATA_DIR: files.path,
      AMEND_FILE_CHUNK_RECORDS_MAX: '250',
      AMEND_LOCK_WAIT_MS: '30000',
    };
    await using service = await startServiceProcess(database.connectionString, environment);
    const administrator = client(service.url, await service.administratorToken());
    const lender = await tenantMaker(administrator, service.url)();
    const campaignId = await lender.campaign(loans(rows));
    const steps = uploadSteps(lender);
    const table = [['loan_id', 'emi_amount'], ...Array.from({ length: rows }, (_, place) => [`loan_${place}`, '5000'])];
    const { id } = await steps.upload(table, { campaignId });
    await using held = await holdCustomers(database.connectionString, campaignId, ['loan_2500']);
    const { body } = await lender.call<{ data: { id: string } }>(`POST /api/v1/uploads/${id}/apply`);

    await using browser = await launchBrowser(chromiumPath());
    await using visit = await visitor(browser, service.url)(lender, { path: `/batches/${body.data.id}` });
    const { page } = visit;
    await page.getByText(/^[12],\d{3} of 3,000$/).waitFor();
    await service.end('SIGKILL');
    await page.getByText('Connection lost, trying again …').waitFor();
    await assertAccessible(page);
    await takePicture(page, 'batch-lost');

    const port = new URL(service.url).port;
    await using again = await startServiceProcess(database.connectionString, { ...environment, PORT: port });
    assert.equal(again.url, service.url);
    await page.getByText('Connection lost, trying again …').waitFor({ state: 'detached' });
    await held.release();
    await page.getByRole('progressbar').waitFor({ state: 'detached', timeout: resumedMsMax });
    await page.getByRole('img', { name: '3,000 updated' }).waitFor();
    await page.getByRole('button', { name: 'Undo …' }).waitFor();
    assert.equal((await lender.customer(campaignId, 'loan_0')).version, 2);
    // The browser says so of each try meanwhile: that was the point.
    const faults = visit.watch.take().filter((fault) => !nobodyAnswered.test(fault));
    assert.deepEqual(faults, []);
  },
);
