import type { Cell } from '../../fields/cell.ts';
import type { SheetRow } from '../ports.ts';

/** Leaves out the rows in which there is nothing but blanks: whoever looks at the sheet sees an empty row. */
export async function* filledRows(
  blocks: AsyncIterable<readonly SheetRow[]>,
): AsyncGenerator<readonly SheetRow[], undefined> {
  for await (const block of blocks) yield block.every(isFilled) ? block : block.filter(isFilled);
}

function isFilled({ cells }: SheetRow): boolean {
  return cells.some(hasContent);
}

function hasContent(cell: Cell): boolean {
  return typeof cell === 'string' ? cell.trim() !== '' : cell !== null;
}
