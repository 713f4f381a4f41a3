/** A file in steps, as a caller of our own API takes them. */
import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import type { Answer, Client, Fields } from '../tenant.ts';

export interface UploadBody extends Fields {
  readonly id: string;
  readonly state: 'reading' | 'ready' | 'refused' | 'applied';
  readonly headers: readonly { name: string; field: string | null; how: string; samples: string[] }[];
  readonly counts: Readonly<Record<string, number>>;
  readonly warnings: readonly string[];
  readonly error: { readonly message: string; readonly errors: readonly string[] } | null;
}

export interface RowBody {
  readonly table: string;
  readonly row: number;
  readonly key: string | null;
  readonly cells: readonly (string | null)[];
  readonly outcome: string;
  readonly errors: readonly { column: string | null; code: string; message: string; value: string | null }[];
  readonly warnings: readonly Fields[];
  readonly changes: Readonly<Record<string, { from?: unknown; to?: unknown }>>;
  readonly edited: readonly string[];
}

export interface BatchBody extends Fields {
  readonly id: string;
  readonly state: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly progress: Fields;
  readonly files: readonly { kind: string; name: string; url: string; expiresAt: string }[];
}

/** A table as CSV has it: cells may hold commas and quotes. */
export type Table = readonly (readonly string[])[];

export interface Steps {
  /** Sends a file: a table goes as CSV, what is bytes or text as it stands. */
  create(
    file: Table | string | Uint8Array,
    texts: Readonly<Record<string, string>>,
    more?: { readonly headers?: Record<string, string>; readonly contactsFile?: Table },
  ): Promise<Answer<{ data: UploadBody }>>;
  /** The body that `create` sends. */
  form(
    file: Table | string | Uint8Array,
    texts: Readonly<Record<string, string>>,
  ): Promise<{ readonly bytes: Uint8Array; readonly contentType: string }>;
  /** Sends a file and comes back when it is read. */
  upload(file: Table | string | Uint8Array, texts: Readonly<Record<string, string>>): Promise<UploadBody>;
  /** The upload once it is read. */
  settled(id: string): Promise<UploadBody>;
  /** Changes it and comes back when it was checked, at once or again. */
  change(id: string, change: Fields): Promise<UploadBody>;
  rows(id: string, query?: string): Promise<readonly RowBody[]>;
  /** Applies it and comes back when the batch has ended. */
  apply(id: string, how?: Fields): Promise<BatchBody>;
  ended(batchId: string): Promise<BatchBody>;
  outcomes(batchId: string, query?: string): Promise<readonly Fields[]>;
}

const waitMsMax = 60_000;
const pollMs = 15;

export function uploadSteps(who: Client): Steps {
  const read = async <Body>(request: string): Promise<Body> => {
    const { status, body, text } = await who.call<{ data: Body }>(`GET /api/v1/${request}`);
    assert.equal(status, 200, text);
    return body.data;
  };
  const poll = async <Body>(request: string, isDone: (body: Body) => boolean): Promise<Body> => {
    const deadline = performance.now() + waitMsMax;
    for (;;) {
      const body = await read<Body>(request);
      if (isDone(body)) return body;
      assert.ok(performance.now() < deadline, `not in time: ${request} ${JSON.stringify(body)}`);
      await delay(pollMs);
    }
  };
  const steps: Steps = {
    form,
    async create(file, texts, { headers = {}, contactsFile } = {}) {
      const { bytes, contentType } = await form(file, texts, contactsFile);
      return who.call('POST /api/v1/uploads', bytes, { 'content-type': contentType, ...headers });
    },
    async upload(file, texts) {
      const { status, body, text } = await steps.create(file, texts);
      assert.equal(status, 201, text);
      return steps.settled(body.data.id);
    },
    settled: (id) => poll<UploadBody>(`uploads/${id}`, ({ state }) => state !== 'reading'),
    async change(id, change) {
      const { status, text } = await who.call(`PATCH /api/v1/uploads/${id}`, change);
      assert.ok(status === 200 || status === 202, text);
      return steps.settled(id);
    },
    rows: (id, query = '') => read(`uploads/${id}/rows${query}`),
    async apply(id, how = {}) {
      const { status, body, text } = await who.call<{ data: BatchBody }>(`POST /api/v1/uploads/${id}/apply`, how);
      assert.equal(status, 202, text);
      return steps.ended(body.data.id);
    },
    ended: (batchId) =>
      poll<BatchBody>(`batches/${batchId}`, ({ state }) => ['completed', 'cancelled', 'failed'].includes(state)),
    outcomes: (batchId, query = '') => read(`batches/${batchId}/outcomes${query}`),
  };
  return steps;
}

async function form(
  file: Table | string | Uint8Array,
  texts: Readonly<Record<string, string>>,
  contactsFile?: Table,
): Promise<{ bytes: Uint8Array; contentType: string }> {
  const content = typeof file === 'string' || file instanceof Uint8Array ? file : csv(file);
  const body = new FormData();
  body.set('file', new Blob([typeof content === 'string' ? content : Uint8Array.from(content)]), 'june.csv');
  if (contactsFile) body.set('contactsFile', new Blob([csv(contactsFile)]), 'contacts.csv');
  for (const [name, text] of Object.entries(texts)) body.set(name, text);
  // What fetch would send.
  const response = new Response(body);
  return { bytes: await response.bytes(), contentType: response.headers.get('content-type') ?? '' };
}

export function csv(table: Table): string {
  const cell = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return table.map((cells) => `${cells.map(cell).join(',')}\r\n`).join('');
}
