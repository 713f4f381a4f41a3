import assert from 'node:assert/strict';
import { openAsBlob } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

interface Door {
  readonly url: string;
  readonly token: string;
  readonly company: string;
}

/** How often it is asked whether the file is read; a fraction of what reading takes. */
const askEveryMs = 20;

/** Uploads a file in steps and waits until its rows can be looked at. Milliseconds. */
export async function uploadUntilReady({ url, token, company }: Door, file: string): Promise<number> {
  const headers = { authorization: `Bearer ${token}` };
  const form = new FormData();
  form.set('file', await openAsBlob(file), path.basename(file));
  form.set('company', company);
  const start = performance.now();
  const made = await fetch(new URL(`/api/v1/uploads?organization=${company}`, url), {
    method: 'POST',
    headers,
    body: form,
  });
  const text = await made.text();
  assert.equal(made.status, 201, text);
  const { data } = JSON.parse(text) as { data: { id: string } };
  for (;;) {
    const asked = await fetch(new URL(`/api/v1/uploads/${data.id}?organization=${company}`, url), { headers });
    const { data: upload } = (await asked.json()) as { data: { state: string } };
    if (upload.state !== 'reading') {
      assert.equal(upload.state, 'ready', JSON.stringify(upload));
      return performance.now() - start;
    }
    await sleep(askEveryMs);
  }
}
