import { join } from 'node:path';
import { CommandError } from '../command-error.ts';
import { printJson } from '../terminal.ts';
import type { Terminal } from '../terminal.ts';
import { Api } from './api.ts';
import { readState, updateFaults } from './check-update.ts';
import type { BulkAnswer } from './check-update.ts';
import { howToKeep, lookFurther, signedInPage } from './look-further.ts';
import { planUpdates } from './plan-updates.ts';
import { fillCampaign, makeLender } from './prepare-campaign.ts';
import { noProgress, showProgress } from '../progress.ts';
import type { Progress } from '../progress.ts';
import { reportJson, reportText } from './report.ts';
import type { DemoResult } from './report.ts';
import { sheetJson, sheetText } from './sheet/report-sheet.ts';
import { runSheet } from './sheet/run-sheet.ts';
import { startTemporaryService } from './temporary-service.ts';

export interface DemoOptions {
  readonly customers: number;
  readonly records: number;
  /** Of the workbook. */
  readonly rows: number;
  readonly keep: boolean;
  readonly json: boolean;
}

/** Shows on a service of its own what Amend does, checks that it did it, and leaves nothing behind. */
export async function demonstrate(terminal: Terminal, options: DemoOptions): Promise<void> {
  const { keep, json } = options;
  const { out, signal } = terminal;
  const say = json ? () => undefined : terminal.err;
  const progress = json ? noProgress : showProgress(terminal);
  say('Amend on a temporary directory, with a PostgreSQL of its own:\n\n');
  {
    await using service = await progress.step('start the service', () => startTemporaryService(signal));
    const token = await progress.step('make an organization and a token', () => makeLender(service, signal));
    const api = new Api({ url: service.url, token, signal });
    const result = await updateInBulk(api, options, progress);
    const directory = join(service.directory, 'demo');
    const sheet = await runSheet(api, { rows: options.rows, directory, progress, signal });
    const kept = { url: service.url, token, directory: service.directory, logFile: service.logFile };
    const found = { ...reportJson(result), workbook: sheetJson(sheet) };
    if (json) printJson(terminal, keep ? { ...found, ...kept, page: signedInPage(kept) } : found);
    else out(`${reportText(result)}${sheetText(sheet)}${keep ? lookFurther(kept, { result, sheet }) : howToKeep}\n`);
    if (keep) await aborted(signal);
    if (keep) say('\n');
  }
  say('Stopped; nothing is left behind.\n');
}

async function updateInBulk(api: Api, { customers, records }: DemoOptions, progress: Progress): Promise<DemoResult> {
  const named = (count: number) => count.toLocaleString('en');
  const campaignId = await progress.step(`add ${named(customers)} customers`, (reached) =>
    fillCampaign(api, customers, reached),
  );
  const plan = planUpdates({ customers, records });
  const sent = { body: JSON.stringify({ campaignId, records: plan.records }), idempotencyKey: 'demo-update' };
  const update = () => api.call<BulkAnswer>('PUT /api/v1/customers/update/bulk', sent);
  const first = await progress.step(`update ${named(records)} of them in one request`, update);
  const place = { campaignId, batchId: first.body.batchId, id: plan.expected.twice.id };
  const before = await readState(api, place);
  const second = await progress.step('send the same request again', update);
  const after = await readState(api, place);

  const faults = updateFaults(first.body, before, plan.expected);
  if (second.headers.get('idempotency-replayed') !== 'true' || second.text !== first.text) {
    faults.push('the second answer is not the stored one');
  }
  if (JSON.stringify(after) !== JSON.stringify(before)) faults.push('the second request changed something');
  if (faults.length > 0) throw new CommandError(`The demo found what must not be: ${faults.join('; ')}.`);
  const { status, body: answer, milliseconds } = first;
  const replayMilliseconds = second.milliseconds;
  return { customers, campaignId, answer, expected: plan.expected, status, milliseconds, replayMilliseconds };
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
