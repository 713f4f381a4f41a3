import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { resultFile } from '../../../spreadsheet/result-file.ts';
import { CommandError } from '../../command-error.ts';
import type { Progress } from '../../progress.ts';
import { multipart } from '../../update/multipart.ts';
import type { Answer, Api } from '../api.ts';
import { lenderCode } from '../prepare-campaign.ts';
import type { BulkPayload } from './bulk-payload.ts';
import { sheetFaults } from './check-sheet.ts';
import { companyCustomerAt } from './company-customer.ts';
import { mendFile } from './mend-file.ts';
import { planSheet } from './plan-sheet.ts';
import type { SheetPlan } from './plan-sheet.ts';
import { writeWorkbook } from './write-workbook.ts';

/** What the demo found out with its workbook. */
export interface SheetResult {
  readonly first: BulkPayload;
  readonly second: BulkPayload;
  readonly milliseconds: number;
  readonly workbook: string;
  readonly failed: string;
}

interface Options {
  readonly rows: number;
  /** Where its files go. */
  readonly directory: string;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** Of those that the demo finds. */
const faultsShown = 5;

type BulkAnswer = Answer<{ payload: BulkPayload }>;

/** Sends a finance team's workbook to the company door, mends the failure file and sends it again; checks all of it. */
export async function runSheet(api: Api, { rows, directory, progress, signal }: Options): Promise<SheetResult> {
  await mkdir(directory, { recursive: true });
  const places = placesIn(directory);
  const plan = planSheet(rows);
  const named = rows.toLocaleString('en');
  const created = await progress.step(`add ${named} customers of a company from a CSV`, () =>
    addCustomers(api, places.created, rows),
  );
  const added = created.body.payload.success_count;
  if (added !== rows) throw new CommandError(`The demo found what must not be: ${added} customers were added.`);
  const first = await progress.step('update them from a workbook', async () => {
    await writeWorkbook(places.workbook, [plan.header, ...plan.rows]);
    return await send(api, places.workbook, { line: `${update}?parentCompanyId=${lenderCode}`, key: 'demo-workbook' });
  });
  const { second, failedRows } = await progress.step('mend the failure file and send it again', () =>
    sendMended(api, { plan, first: first.body.payload, places, signal }),
  );
  const customers = await readCustomers(api, plan);
  const faults = sheetFaults({ first: first.body.payload, second, failedRows, customers }, plan.expected);
  if (faults.length > 0)
    throw new CommandError(`The demo found what must not be: ${faults.slice(0, faultsShown).join('; ')}.`);
  const { milliseconds, body } = first;
  return { first: body.payload, second, milliseconds, workbook: places.workbook, failed: places.failed };
}

const update = 'POST /api/v0/customer/bulk/update';

function placesIn(directory: string) {
  const place = (name: string) => join(directory, name);
  return {
    created: place('new.csv'),
    workbook: place('june.xlsx'),
    failed: place('june failed.xlsx'),
    mended: place('june mended.xlsx'),
  };
}

async function addCustomers(api: Api, path: string, count: number): Promise<BulkAnswer> {
  const format = { type: 'csv', encoding: null, delimiter: null, lineEnds: null, sheet: null } as const;
  const file = resultFile(format);
  const written = pipeline(file.content, createWriteStream(path));
  await file.beginSheet('Customers', Object.keys(withAmount(companyCustomerAt(0))));
  for (let index = 0; index < count; index++) await file.write(Object.values(withAmount(companyCustomerAt(index))));
  await file.end();
  await written;
  return await send(api, path, { line: `POST /api/v0/customer/bulk?companyId=${lenderCode}`, key: 'demo-created' });
}

function withAmount({ outstanding, ...texts }: ReturnType<typeof companyCustomerAt>): Record<string, string> {
  return { ...texts, outstandingAmount: (outstanding / 100).toFixed(2) };
}

async function send(api: Api, path: string, { line, key }: { line: string; key: string }): Promise<BulkAnswer> {
  const form = await multipart([{ name: 'file', value: path, isFile: true }]);
  return await api.call<{ payload: BulkPayload }>(line, { form, idempotencyKey: key });
}

interface Mending {
  readonly plan: SheetPlan;
  readonly first: BulkPayload;
  readonly places: ReturnType<typeof placesIn>;
  readonly signal: AbortSignal;
}

async function sendMended(api: Api, { plan, first, places, signal }: Mending) {
  // By its link alone, as a browser does.
  const response = await fetch(first.failure_file_url, { signal });
  if (!response.ok || response.body === null) throw new CommandError('The failure file cannot be downloaded.');
  await pipeline(response.body, createWriteStream(places.failed));
  const failedRows = await mendFile(places, plan.mends, signal);
  const answer = await send(api, places.mended, { line: update, key: 'demo-mended' });
  return { second: answer.body.payload, failedRows };
}

async function readCustomers(api: Api, { expected }: SheetPlan): Promise<Record<string, unknown>[]> {
  const customers: Record<string, unknown>[] = [];
  for (const { uniqueRefNo } of expected.customers) {
    const found = await api.call<{ payload: { customers: Record<string, unknown>[] } }>(
      'POST /api/v0/customer/search',
      { body: JSON.stringify({ uniqueRefNo }) },
    );
    customers.push(found.body.payload.customers[0] ?? {});
  }
  return customers;
}
