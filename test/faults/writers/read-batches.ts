import assert from 'node:assert/strict';
import type { Client } from '../../tenant.ts';

/** A batch as our own API tells of it, with all its outcomes and changes. */
export interface Batch {
  readonly id: string;
  readonly source: string;
  readonly operation: string;
  readonly state: string;
  readonly list: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly outcomes: readonly { readonly key: string | null; readonly outcome: string; readonly error?: string }[];
  readonly changes: readonly { readonly key: string; readonly version: number; readonly changes: FieldChanges }[];
}

export type FieldChanges = Readonly<Record<string, { readonly from?: unknown; readonly to?: unknown }>>;

/** All batches of the organization, oldest first. */
export async function readBatches(client: Client): Promise<Batch[]> {
  const batches: Batch[] = [];
  for (const batch of await pages<Omit<Batch, 'outcomes' | 'changes'>>(client, '/api/v1/batches?limit=200')) {
    const path = `/api/v1/batches/${batch.id}`;
    batches.push({
      ...batch,
      outcomes: await pages(client, `${path}/outcomes?limit=1000`),
      changes: await pages(client, `${path}/changes?limit=1000`),
    });
  }
  return batches.toReversed();
}

/** All pages of a list. */
async function pages<Entry>(client: Client, path: string): Promise<Entry[]> {
  const entries: Entry[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const from: string = cursor === '' ? '' : `&cursor=${cursor}`;
    const { status, text, body } = await client.call(`GET ${path}${from}`);
    assert.equal(status, 200, text);
    const page = body as { data: Entry[]; nextCursor: string | null };
    entries.push(...page.data);
    cursor = page.nextCursor;
  }
  return entries;
}
