import { randomUUID } from 'node:crypto';
import { dirname, resolve } from 'node:path';
import { readSettings } from '../../settings/settings.ts';
import { CommandError } from '../command-error.ts';
import { exitCodes } from '../exit-codes.ts';
import { noProgress, showProgress } from '../progress.ts';
import type { Progress } from '../progress.ts';
import { printJson } from '../terminal.ts';
import type { Terminal } from '../terminal.ts';
import { terminalText } from '../terminal-text.ts';
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
import { ServiceClient } from './service-client.ts';
import type { BatchAnswer, OutcomeAnswer } from './wire.ts';

export interface UpdateRequest {
  /** The file to send, or the batch that was begun before. */
  readonly what: FileToSend | { readonly follow: string };
  readonly atomic: boolean;
  readonly maxAffected: number | null;
  /** Where the result files go; null: beside the file. */
  readonly out: string | null;
  /** The organization to act for; null: the token's own. */
  readonly organization: string | null;
  readonly json: boolean;
}

/** Records that were not applied, to be shown. */
const problemsShown = 10;

interface Work {
  readonly service: ServiceClient;
  readonly progress: Progress;
  readonly terminal: Terminal;
  readonly request: UpdateRequest;
  /** How far it came, for whoever stops it. */
  readonly reached: Reached;
}

/** Sends a file to the service, has it applied and tells what became of its rows. Fails unless all of them were applied. */
export async function runUpdate(terminal: Terminal, request: UpdateRequest): Promise<void> {
  const { service, url } = connect(terminal, request);
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

function connect(
  { environment, signal }: Terminal,
  { organization }: UpdateRequest,
): { service: ServiceClient; url: string } {
  const { serviceUrl: url, serviceToken: token } = readSettings(environment);
  if (token === null || !/^[!-~]+$/.test(token)) {
    const message = 'Set AMEND_TOKEN to a token of the service; `amend token create --org CEK…` makes one.';
    throw new CommandError(message, { exitCode: exitCodes.usage });
  }
  return { service: new ServiceClient({ url, token, organization, signal }), url };
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
  const { what, atomic, maxAffected } = request;
  if ('follow' in what) return `follow ${what.follow}`;
  const sent = await progress.step(`send ${terminalText(what.file)}`, (done) => sendFile(service, what, done));
  const upload = await progress.step('read and check it', (read) =>
    untilReady(service, sent, { reached: read, signal: terminal.signal }),
  );
  for (const warning of upload.warnings ?? []) terminal.err(`amend: ${terminalText(warning)}\n`);
  reached.isAsked = true;
  const batch = await service.call<BatchAnswer>(`POST /uploads/${upload.id}/apply`, {
    json: { atomic, pinned: false, ...(maxAffected !== null && { maxAffected }) },
    idempotencyKey: randomUUID(),
  });
  reached.batchId = batch.id;
  const valid = upload.counts?.valid;
  return valid === undefined ? 'apply it' : `apply ${valid.toLocaleString('en')} rows`;
}

async function resultOf(batch: BatchAnswer, { service, progress, request }: Work): Promise<UpdateResult> {
  const path = `/batches/${encodeURIComponent(batch.id)}/outcomes?outcome=failed,invalid&limit=${problemsShown}`;
  const problems = await service.call<readonly OutcomeAnswer[]>(`GET ${path}`);
  const files = batch.files.length === 0 ? [] : await progress.step('save the result files', () => save());
  return { batch, problems, files };

  async function save(): Promise<SavedFile[]> {
    const beside = 'file' in request.what ? dirname(resolve(request.what.file)) : '.';
    return await saveFiles(service, batch.files, resolve(request.out ?? beside));
  }
}

function refuseUnlessAllApplied({ state, error, counts }: BatchAnswer): void {
  if (state === 'failed' && counts.successful === 0) {
    throw new CommandError(error ?? 'The batch failed; nothing was applied.', { exitCode: exitCodes.refused });
  }
  const not = counts.total - counts.successful;
  if (not === 0 && state === 'completed') return;
  const shown = `${not.toLocaleString('en')} of ${counts.total.toLocaleString('en')} rows were not applied`;
  throw new CommandError(`${shown}${state === 'cancelled' ? ': the batch was cancelled' : ''}.`);
}
