import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Subject } from './subject.ts';

/** How often it is asked whether the file is read. */
const askEveryMs = 50;

/** Uploads a table of a campaign's customers and waits until it can be applied; the upload's id. Cells need no quotes. */
export async function uploadTable(
  { service, token }: Subject,
  { campaignId, rows }: { readonly campaignId: string; readonly rows: readonly (readonly string[])[] },
): Promise<string> {
  const headers = { authorization: `Bearer ${token}` };
  const form = new FormData();
  form.set('file', new Blob([rows.map((cells) => cells.join(',')).join('\r\n')]), 'customers.csv');
  form.set('campaignId', campaignId);
  const made = await fetch(new URL('/api/v1/uploads', service.url), { method: 'POST', headers, body: form });
  const text = await made.text();
  assert.equal(made.status, 201, text);
  const { data } = JSON.parse(text) as { data: { id: string } };
  for (;;) {
    const asked = await fetch(new URL(`/api/v1/uploads/${data.id}`, service.url), { headers });
    const { data: upload } = (await asked.json()) as { data: { state: string } };
    if (upload.state === 'ready') return data.id;
    assert.equal(upload.state, 'reading', JSON.stringify(upload));
    await sleep(askEveryMs);
  }
}
