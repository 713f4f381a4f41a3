import { uploadLimits } from '../limits.ts';
import type { SheetRow, SpooledRow } from '../ports.ts';
import { hasTooManyRows } from './refusals.ts';

/** Numbers the data rows of a sheet. Throws where it has too many of them. */
export async function* numberRows(
  blocks: AsyncIterable<readonly SheetRow[]>,
  sheet: string | null,
): AsyncGenerator<readonly SpooledRow[]> {
  let count = 0;
  for await (const block of blocks) {
    const from = count;
    count += block.length;
    if (count > uploadLimits.rowsMax) throw hasTooManyRows(sheet);
    yield block.map(({ row, cells }, place) => ({ row, cells, index: from + place }));
  }
}
