import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SheetRow } from '../../../src/uploads/ports.ts';
import { numberRows } from '../../../src/uploads/read/number-rows.ts';

async function* blocks(rows: number): AsyncGenerator<readonly SheetRow[]> {
  const block = Array.from({ length: 25_000 }, () => ({ row: 7, cells: [] }));
  for (let left = rows; left > 0; left -= block.length) yield block.slice(0, Math.min(left, block.length));
}

async function lastOf(rows: number): Promise<number | undefined> {
  let last: number | undefined;
  for await (const block of numberRows(blocks(rows), 'June')) last = block.at(-1)?.index;
  return last;
}

test('rows are numbered from 0, as many as a sheet has', async () => {
  assert.equal(await lastOf(1_048_575), 1_048_574);
  assert.equal(await lastOf(0), undefined);
  await assert.rejects(lastOf(1_048_576), /^RequestError: Sheet June has more than 1,048,575 rows below its header/);
});
