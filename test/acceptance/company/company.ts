/** A company in a test: its customers, and files that are sent for them. */
import assert from 'node:assert/strict';
import path from 'node:path';
import type { Answer, Client, Fields } from '../../tenant.ts';
import { filesBelow } from '../../files-below.ts';
import { multipart, type PartOf } from '../../http/upload/multipart.ts';

export interface Row extends Fields {
  readonly row: number;
  readonly customerId: string | null;
  readonly errors: readonly { column: string | null; code: string; message: string; value: string | null }[];
  readonly warnings: readonly { column: string | null; code: string; message: string; from: string; to: string }[];
}

export interface Payload extends Fields {
  readonly failureRequests: readonly Row[];
  readonly failure_count: number;
  readonly failure_count_second_file: number;
  readonly failure_file_name: string;
  readonly failure_file_url: string;
  readonly successRequests: readonly Row[];
  readonly success_count: number;
  readonly success_file_name: string;
  readonly success_file_url: string;
  readonly total_amount: number;
  readonly total_count: number;
  readonly warn_count: number;
  readonly batchId: string;
  readonly mapping: Readonly<Record<string, string | null>>;
  readonly warnings: readonly string[];
  readonly format: Fields;
}

export interface Envelope<Content = Payload> {
  readonly errorResponse?: {
    readonly apiSubErrors: readonly Fields[];
    readonly errorMessage: string;
    readonly errorType: string;
    readonly requestId: string;
    readonly timestamp: string;
  };
  readonly payload: Content;
  readonly response_code: number;
  readonly response_message: string;
}

export type FileAnswer = Answer<Envelope>;

interface Sent {
  /** `?atomic=true` */
  readonly query?: string;
  readonly headers?: Record<string, string>;
  /** Besides `file`, as a text or, with a `fileName`, as a file. */
  readonly parts?: readonly PartOf[];
  readonly fileName?: string;
  readonly boundary?: string;
}

export type File = string | Buffer;

/** Sends a multipart body. */
export async function sendParts(
  who: Client,
  request: string,
  { parts, headers = {}, boundary = 'b0undary' }: Required<Pick<Sent, 'parts'>> & Sent,
): Promise<FileAnswer> {
  const type = { 'content-type': `multipart/form-data; boundary=${boundary}` };
  return who.call<Envelope>(request, multipart(parts, boundary), { ...type, ...headers });
}

export const bulkUpdate = 'POST /api/v0/customer/bulk/update';
const bulkCreate = 'POST /api/v0/customer/bulk';

export const sendUpdate = (who: Client, file: File, sent: Sent = {}): Promise<FileAnswer> =>
  sendParts(who, `${bulkUpdate}${sent.query ?? ''}`, withFile(file, sent));

export const sendCreate = (who: Client, file: File, sent: Sent = {}): Promise<FileAnswer> =>
  sendParts(who, `${bulkCreate}${sent.query ?? ''}`, withFile(file, sent));

function withFile(
  file: File,
  { parts = [], fileName = 'june.csv', ...sent }: Sent,
): Required<Pick<Sent, 'parts'>> & Sent {
  return { ...sent, parts: [{ name: 'file', fileName, content: file }, ...parts] };
}

/** What is answered with 200, and it must be. */
export async function updated(who: Client, file: File, sent?: Sent): Promise<Payload> {
  return completed(await sendUpdate(who, file, sent));
}

export async function created(who: Client, file: File, sent?: Sent): Promise<Payload> {
  return completed(await sendCreate(who, file, sent));
}

function completed({ status, body, text }: FileAnswer): Payload {
  assert.equal(status, 200, text.slice(0, 2_000));
  const { payload } = body;
  assert.equal(payload.total_count, payload.success_count + payload.failure_count);
  return payload;
}

/** New customers, one by one; answers their ids. Each is called Asha where it is given no name. */
export async function addCustomers(who: Client, customers: readonly Fields[], query = ''): Promise<string[]> {
  return Promise.all(
    customers.map(async (customer) => {
      const body = { legalName: 'Asha', ...customer };
      const made = await who.call<Envelope<{ customerId: string }>>(`POST /api/v0/customer${query}`, body);
      assert.equal(made.status, 201, made.text);
      return made.body.payload.customerId;
    }),
  );
}

/** So many new customers out of a file; their ids in order. */
export async function addMany(who: Client, count: number): Promise<string[]> {
  const { success_count: made, success_file_url: url } = await created(who, `legalName\n${'Asha\n'.repeat(count)}`);
  assert.equal(made, count);
  return (await downloadRows(url))
    .slice(1)
    .map(([, id = '']) => id)
    .toSorted();
}

/** As `GET` shows it. */
export async function customer(who: Client, id: string, query = ''): Promise<Fields> {
  const { status, body, text } = await who.call<Envelope<Fields>>(`GET /api/v0/customer/${id}${query}`);
  assert.equal(status, 200, text);
  return body.payload;
}

/** A CSV of these rows; what needs quotes gets them. */
export function csv(...rows: readonly (readonly string[])[]): string {
  const cell = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

/** The content of a result file, fetched as a browser would: by its address alone. */
export async function download(url: string): Promise<Buffer> {
  const response = await fetch(url);
  assert.equal(response.status, 200);
  return Buffer.from(await response.arrayBuffer());
}

/** A result file with commas, as rows of cells: read by the letter of RFC 4180, and by no code of the service. */
export async function downloadRows(url: string): Promise<string[][]> {
  const text = (await download(url)).toString();
  assert.match(text, /^\uFEFF.*\r\n$/s);
  const rows: string[][] = [[]];
  for (const [, quoted, plain = '', end] of text.slice(1).matchAll(/(?:"((?:[^"]|"")*)"|([^,\r\n]*))(,|\r\n)/g)) {
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain);
    if (end === '\r\n') rows.push([]);
  }
  return rows.slice(0, -1);
}

/** What lies in the service's file store, results apart. */
export async function filesIn({ filesDirectory }: { readonly filesDirectory: string }): Promise<string[]> {
  const names = await filesBelow(filesDirectory);
  return names
    .map((name) => path.relative(filesDirectory, name))
    .filter((name) => !name.startsWith(`results${path.sep}`));
}

export function assertRefused(
  { status, body, text }: Answer<Envelope<unknown>>,
  expected: { status: number; type: string; says?: RegExp },
): NonNullable<Envelope['errorResponse']> {
  assert.equal(status, expected.status, text.slice(0, 2_000));
  const { errorResponse: error } = body;
  assert.ok(error, text);
  assert.equal(error.errorType, expected.type);
  if (expected.says) assert.match(error.errorMessage, expected.says);
  assert.equal(body.response_code, status);
  return error;
}
