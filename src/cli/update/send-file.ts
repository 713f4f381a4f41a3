import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { CommandError } from '../command-error.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Reached } from '../progress.ts';
import { multipart } from './multipart.ts';
import type { Part } from './multipart.ts';
import type { HeaderMapping } from './read-mapping.ts';
import { joinSentences } from './refusal-sentence.ts';
import type { ServiceClient } from './service-client.ts';
import type { UploadAnswer } from './wire.ts';

/** What is sent, and how it is to be read. */
export interface FileToSend {
  readonly file: string;
  readonly contacts: string | null;
  readonly list: { readonly company: string } | { readonly campaignId: string };
  readonly mapping: HeaderMapping | null;
  readonly emptyCells: 'ignore' | 'clear' | null;
}

const pollMs = 300;

/** Sends the file, streamed from the disk. Nothing is applied by it. */
export async function sendFile(service: ServiceClient, sent: FileToSend, reached: Reached): Promise<UploadAnswer> {
  const { file, contacts, list, mapping, emptyCells } = sent;
  const parts: Part[] = Object.entries(list).map(([name, value]) => ({ name, value }));
  // An empty one too: what somebody did in the console must not decide how a file is read that nobody looks at.
  parts.push({ name: 'mapping', value: JSON.stringify(Object.fromEntries(mapping ?? [])) });
  if (emptyCells !== null) parts.push({ name: 'emptyCells', value: emptyCells });
  parts.push({ name: 'file', value: file, isFile: true });
  if (contacts !== null) parts.push({ name: 'contactsFile', value: contacts, isFile: true });
  const form = await multipart(parts);
  return await service.call<UploadAnswer>('POST /uploads', { form, reached, idempotencyKey: randomUUID() });
}

interface Following {
  readonly reached: Reached;
  readonly signal: AbortSignal;
}

/** Follows the upload until it was read and checked. Fails with the service's sentence where it is refused. */
export async function untilReady(
  service: ServiceClient,
  sent: UploadAnswer,
  { reached, signal }: Following,
): Promise<UploadAnswer> {
  let upload = sent;
  while (upload.state === 'reading') {
    if (upload.progress) reached(upload.progress.done, upload.progress.of);
    await pause(pollMs, undefined, { signal });
    upload = await service.call<UploadAnswer>(`GET /uploads/${upload.id}`);
  }
  if (upload.state !== 'refused') return upload;
  const { message = 'The file was refused.', errors = [] } = upload.error ?? {};
  throw new CommandError(joinSentences(errors.length > 0 ? errors : [message]), { exitCode: exitCodes.refused });
}
