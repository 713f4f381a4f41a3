import { randomUUID } from 'node:crypto';
import { dirname, resolve } from 'node:path';
import { CommandError } from '../command-error.ts';
import { exitCodes } from '../exit-codes.ts';
import { noProgress, showProgress } from '../progress.ts';
import type { Progress } from '../progress.ts';
import { printJson } from '../terminal.ts';
import type { Terminal } from '../terminal.ts';
import { terminalText } from '../terminal-text.ts';
import { connect } from './connect.ts';
import { followBatch } from './follow-batch.ts';
import { howToGoOn } from './how-to-go-on.ts';
import type { Reached } from './how-to-go-on.ts';
import { reportJson, reportText } from './report.ts';
import type { UpdateResult } from './report.ts';
import { makeDirectory, saveFiles } from './save-files.ts';
import type { SavedFile } from './save-files.ts';
import { sizeOf } from './multipart.ts';
import { sendFile, untilReady } from './send-file.ts';
import type { FileToSend } from './send-file.ts';
import type { ServiceClient } from './service-client.ts';
import type { BatchAnswer, ChangeAnswer, OutcomeAnswer } from './wire.ts';

export interface UpdateRequest {
  /** The file to send, or the batch that was begun before. */
  readonly what: FileToSend | { readonly follow: string };
  /** Only shows what the file would do. */
  readonly dryRun: boolean;
  readonly atomic: boolean;
  readonly maxAffected: number | null;
  /** Where the result files go; null: beside the file. */
  readonly out: string | null;
  /** The organization to act for; null: the token's own. */
  readonly organization: string | null;
  readonly json: boolean;
}

/** Records that were not applied, and of a preview changes, to be shown. */
const problemsShown = 10;
const changesShown = 10;

interface Work {
  readonly service: ServiceClient;
  readonly progress: Progress;
  readonly terminal: Terminal;
  readonly request: UpdateRequest;
  /** How far it came, for whoever stops it. */
  readonly reached: Reached;
}

/** Sends a file to the service, has it applied, or previewed, and tells what became of its rows. Fails unless all of them were applied. */
export async function runUpdate(terminal: Terminal, request: UpdateRequest): Promise<void> {
  const { service, url } = connect(terminal, request.organization);
  const progress = request.json ? noProgress : showProgress(terminal);
  const reached: Reached = { batchId: 'follow' in request.what ? request.what.follow : null, isAsked: false };
  const work = { service, progress, terminal, request, reached };
  try {
    await prepare(request);
    const label = await begin(work);
    const batch = await followBatch(service, reached.batchId ?? '', { progress, signal: terminal.signal, label });
    const result = await resultOf(batch, work);
    if (request.json) printJson(terminal, reportJson(result));
    else terminal.out(reportText(result));
    refuseUnlessAllApplied(batch);
  } catch (error) {
    if (terminal.signal.aborted) terminal.err(howToGoOn(reached, { url, organization: request.organization }));
    throw error;
  }
}

/** What can be found wrong here is found before anything is sent. */
async function prepare({ what, out }: UpdateRequest): Promise<void> {
  if ('file' in what) {
    await sizeOf(what.file);
    if (what.contacts !== null) await sizeOf(what.contacts);
  }
  if (out !== null) await makeDirectory(out);
}

/** Brings the file to the point where it is being applied; what is then done, in words. */
async function begin({ service, progress, terminal, request, reached }: Work): Promise<string> {
  const { what, dryRun, atomic, maxAffected } = request;
  if ('follow' in what) return `follow ${what.follow}`;
  const sent = await progress.step(`send ${terminalText(what.file)}`, (done) => sendFile(service, what, done));
  const upload = await progress.step('read and check it', (read) =>
    untilReady(service, sent, { reached: read, signal: terminal.signal }),
  );
  for (const warning of upload.warnings ?? []) terminal.err(`amend: ${terminalText(warning)}\n`);
  reached.isAsked = true;
  const batch = await service.call<BatchAnswer>(`POST /uploads/${upload.id}/apply`, {
    json: { atomic, ...(dryRun ? { dryRun } : { pinned: false }), ...(maxAffected !== null && { maxAffected }) },
    idempotencyKey: randomUUID(),
  });
  reached.batchId = batch.id;
  const valid = upload.counts?.valid;
  const verb = dryRun ? 'preview' : 'apply';
  return valid === undefined ? `${verb} it` : `${verb} ${valid.toLocaleString('en')} rows`;
}

async function resultOf(batch: BatchAnswer, { service, progress, request }: Work): Promise<UpdateResult> {
  const path = `/batches/${encodeURIComponent(batch.id)}`;
  const which = `outcome=failed,invalid&limit=${problemsShown}`;
  const problems = await service.call<readonly OutcomeAnswer[]>(`GET ${path}/outcomes?${which}`);
  const isPreview = batch.source === 'preview';
  const changes = isPreview
    ? await service.call<readonly ChangeAnswer[]>(`GET ${path}/changes?limit=${changesShown}`)
    : null;
  const files = batch.files.length === 0 ? [] : await progress.step('save the result files', () => save());
  return { batch, problems, changes, files, organization: request.organization };

  async function save(): Promise<SavedFile[]> {
    const beside = 'file' in request.what ? dirname(resolve(request.what.file)) : '.';
    return await saveFiles(service, batch.files, resolve(request.out ?? beside));
  }
}

function refuseUnlessAllApplied({ state, source, error, counts }: BatchAnswer): void {
  if (state === 'failed' && counts.successful === 0) {
    throw new CommandError(error ?? 'The batch failed; nothing was applied.', { exitCode: exitCodes.refused });
  }
  const not = counts.total - counts.successful;
  if (not === 0 && state === 'completed') return;
  const shown = `${not.toLocaleString('en')} of ${counts.total.toLocaleString('en')} rows ${source === 'preview' ? 'would not be' : 'were not'} applied`;
  throw new CommandError(`${shown}${state === 'cancelled' ? ': the batch was cancelled' : ''}.`);
}
