import assert from 'node:assert/strict';
import type { Answer, BulkBody, Client, Fields } from '../tenant.ts';

export interface PreviewBody extends BulkBody {
  readonly dryRun: true;
  readonly expiresAt: string;
  readonly changes: readonly { id: string; version: number; changes: Fields }[];
}

export interface BatchBody extends Fields {
  readonly id: string;
  readonly state: string;
  readonly counts: Readonly<Record<string, number>>;
}

/** What a bulk update would do: `PUT /customers/update/bulk?dryRun=true`. */
export async function preview(
  who: Client,
  body: { campaignId: string; records: readonly unknown[] },
  { query = '', headers = {} }: { query?: string; headers?: Record<string, string> } = {},
): Promise<Answer<PreviewBody>> {
  return who.call<PreviewBody>(`PUT /api/v1/customers/update/bulk?dryRun=true${query}`, body, headers);
}

/** `POST /batches/{id}/apply` */
export async function applyPreview(
  who: Client,
  id: string,
  { query = '', headers = {} }: { query?: string; headers?: Record<string, string> } = {},
): Promise<Answer<{ data: BatchBody; message: string }>> {
  return who.call(`POST /api/v1/batches/${id}/apply${query}`, undefined, headers);
}

export async function batchOf(who: Client, id: string): Promise<BatchBody> {
  const { status, body, text } = await who.call<{ data: BatchBody }>(`GET /api/v1/batches/${id}`);
  assert.equal(status, 200, text);
  return body.data;
}

/** All pages of one of a batch's lists. */
export async function allOf(who: Client, path: string): Promise<Fields[]> {
  const entries: Fields[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const at: string = cursor === '' ? '' : `&cursor=${cursor}`;
    const page = await who.call<{ data: Fields[]; nextCursor: string | null }>(`GET ${path}?limit=200${at}`);
    assert.equal(page.status, 200, page.text);
    entries.push(...page.body.data);
    cursor = page.body.nextCursor;
  }
  return entries;
}
