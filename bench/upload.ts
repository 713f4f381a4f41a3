import assert from 'node:assert/strict';
import { openAsBlob } from 'node:fs';
import path from 'node:path';

/** What the company door answers, as far as the bench looks at it. */
export interface UploadAnswer {
  readonly payload: {
    readonly total_count: number;
    readonly success_count: number;
    readonly failure_count: number;
    readonly success_file_url: string;
    readonly failure_file_url: string;
    readonly batchId: string;
  };
}

interface Door {
  readonly url: string;
  readonly token: string;
  readonly company: string;
}

/** Sends a spreadsheet through the company door and waits for its end: until its last result file is written. */
export async function upload(
  { url, token, company }: Door,
  file: string,
): Promise<{ readonly ms: number; readonly answer: UploadAnswer }> {
  const form = new FormData();
  form.set('file', await openAsBlob(file), path.basename(file));
  const start = performance.now();
  const response = await fetch(new URL(`/api/v0/customer/bulk/update?parentCompanyId=${company}`, url), {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: form,
  });
  const text = await response.text();
  const ms = performance.now() - start;
  assert.equal(response.status, 200, text.slice(0, 500));
  return { ms, answer: JSON.parse(text) as UploadAnswer };
}

/** Lines of a result file, its header among them. */
export async function countLines(url: string): Promise<number> {
  const response = await fetch(url);
  assert.equal(response.status, 200, 'the result file opens');
  let lines = 0;
  for await (const chunk of response.body ?? []) for (const byte of chunk as Uint8Array) if (byte === 10) lines += 1;
  return lines;
}
