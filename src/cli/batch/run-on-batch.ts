import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { CommandError } from '../command-error.ts';
import { exitCodes } from '../exit-codes.ts';
import { noProgress, showProgress } from '../progress.ts';
import { sheet, table } from '../table.ts';
import { printJson, type Terminal } from '../terminal.ts';
import { connect } from '../update/connect.ts';
import { followBatch } from '../update/follow-batch.ts';
import { makeDirectory, type SavedFile, saveFiles } from '../update/save-files.ts';
import { reportText } from '../update/report.ts';
import type { BatchAnswer, OutcomeAnswer } from '../update/wire.ts';

export interface OnBatch {
  /** `undo`: a batch is taken back. `apply`: what a preview showed is done. */
  readonly what: 'undo' | 'apply';
  readonly id: string;
  /** Of an undo: what it would do, as a preview. */
  readonly dryRun: boolean;
  /** Where the result files go; null: here. */
  readonly out: string | null;
  /** The organization to act for; null: the token's own. */
  readonly organization: string | null;
  readonly json: boolean;
}

/** Records that were not applied, to be shown. */
const problemsShown = 10;

interface Result {
  readonly batch: BatchAnswer;
  readonly problems: readonly OutcomeAnswer[];
  readonly files: readonly SavedFile[];
}

/** Has a batch undone, or a preview applied, by a running service; follows it to its end, and tells. Fails unless all was done. */
export async function runOnBatch(terminal: Terminal, request: OnBatch): Promise<void> {
  const { service } = connect(terminal, request.organization);
  const progress = request.json ? noProgress : showProgress(terminal);
  if (request.out !== null) await makeDirectory(request.out);
  const { id } = await service.call<BatchAnswer>(pathOf(request), { idempotencyKey: randomUUID() });
  const batch = await followBatch(service, id, { progress, signal: terminal.signal, label: labelOf(request) });
  const path = `/batches/${encodeURIComponent(id)}/outcomes?outcome=failed,invalid&limit=${problemsShown}`;
  const problems = await service.call<readonly OutcomeAnswer[]>(`GET ${path}`);
  const files = await saveFiles(service, batch.files, resolve(request.out ?? '.'));
  const result = { batch, problems, files };
  if (request.json) printJson(terminal, { ...batch, problems, files });
  else if (isUndo(batch, request)) terminal.out(textOf(result, request));
  // Rows, and warnings, as of a file that was applied at once.
  else terminal.out(reportText({ ...result, changes: null, organization: request.organization }));
  refuseUnlessDone(batch, request);
}

function pathOf({ what, id, dryRun }: OnBatch): string {
  return `POST /batches/${encodeURIComponent(id)}/${what}${dryRun ? '?dryRun=true' : ''}`;
}

function labelOf({ what, dryRun }: OnBatch): string {
  if (what === 'apply') return 'apply what was shown';
  return dryRun ? 'find out what it would restore' : 'restore what it changed';
}

function textOf({ batch, problems, files }: Result, { what, dryRun }: OnBatch): string {
  const { total, updated, unchanged, failed, warned = 0 } = batch.counts;
  const would = dryRun ? 'would be ' : '';
  const done = what === 'undo' ? 'restored' : 'updated';
  const lines = sheet([
    [dryRun ? 'preview' : 'batch', batch.id],
    ['customers', total],
    [`${would}${done}`, updated],
    ['of them with fields left alone', warned],
    ['as before already', unchanged],
    ['not restored', failed],
  ]);
  const shown = problems.length > 0 ? `\nThe first ${problems.length} of those:\n${table(columns, problems)}` : '';
  const saved = files.map(({ kind, path }): [string, string] => [kind.replace('-', ' '), path]);
  const next = dryRun ? `\nNothing was changed. To do it:\n  amend batch apply ${batch.id}\n` : '';
  return `${lines}${shown}${saved.length > 0 ? `\n${sheet(saved)}` : ''}${next}`;
}

const columns = [
  { head: 'CUSTOMER', cell: ({ key }: OutcomeAnswer) => key },
  { head: 'WHY', cell: ({ reason, error }: OutcomeAnswer) => reason ?? error ?? null },
];

/** What a preview showed may have been an undo. */
function isUndo({ source }: BatchAnswer, { what }: OnBatch): boolean {
  return what === 'undo' || source === 'undo';
}

function refuseUnlessDone(batch: BatchAnswer, request: OnBatch): void {
  const { state, error, counts } = batch;
  const { dryRun } = request;
  if (state === 'failed' && counts.successful === 0) {
    throw new CommandError(error ?? 'The batch failed; nothing was changed.', { exitCode: exitCodes.refused });
  }
  const not = counts.total - counts.successful;
  const left = isUndo(batch, request) ? (counts.warned ?? 0) : 0;
  if (not === 0 && left === 0 && state === 'completed') return;
  const would = dryRun ? 'would not be' : 'were not';
  const sentence =
    not > 0
      ? `${not.toLocaleString('en')} of ${counts.total.toLocaleString('en')} customers ${would} changed`
      : `fields of ${left.toLocaleString('en')} customers ${would} restored`;
  throw new CommandError(`${sentence}${state === 'cancelled' ? ': the batch was cancelled' : ''}.`);
}
