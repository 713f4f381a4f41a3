import type { SheetRow } from '../../uploads/ports.ts';
import { columnsAllowed, type SheetLimits } from '../limits.ts';
import { readCells } from './read-cells.ts';
import { nulCharacter, tooManyCells, tooManyRows } from './refusals.ts';
import type { RowScanner } from './row-scanner.ts';

/** The rows of a CSV in blocks. Empty ones are counted and left out. `chunks`: UTF-8, reused once the next is asked for. */
export async function* csvRows(
  chunks: AsyncIterable<Buffer>,
  scanner: RowScanner,
  limits: SheetLimits,
): AsyncGenerator<readonly SheetRow[], void, undefined> {
  const rows = new RowBlocks(scanner, limits);
  let cut = Buffer.alloc(0);
  for await (const chunk of chunks) {
    const bytes = cut.length === 0 ? chunk : Buffer.concat([cut, chunk]);
    const at = yield* rows.read(bytes, false);
    cut = Buffer.from(bytes.subarray(at));
  }
  yield* rows.read(cut, true);
  if (rows.block.length > 0) yield rows.block;
}

class RowBlocks {
  block: SheetRow[] = [];
  readonly #scanner: RowScanner;
  readonly #limits: SheetLimits;
  #blockBytes = 0;
  #rows = 0;
  /** Known with the header. */
  #columnsMax: number | null = null;

  constructor(scanner: RowScanner, limits: SheetLimits) {
    this.#scanner = scanner;
    this.#limits = limits;
  }

  /** Answers from where on the bytes have to be handed in again, with more. */
  *read(bytes: Buffer, isLast: boolean): Generator<readonly SheetRow[], number, undefined> {
    const scanner = this.#scanner;
    const hasNul = bytes.includes(0);
    let at = 0;
    while (at < bytes.length) {
      const { row } = scanner.place;
      const next = scanner.scan(bytes, at, isLast);
      if (next === -1) break;
      if (hasNul) refuseNul(scanner, bytes, row);
      if (!scanner.isEmpty) this.#add(row, bytes, next);
      this.#blockBytes += next - at;
      at = next;
      if (this.block.length < blockRowsMax && this.#blockBytes < blockBytesMax) continue;
      if (this.block.length > 0) yield this.block;
      this.block = [];
      this.#blockBytes = 0;
    }
    return at;
  }

  #add(row: number, bytes: Buffer, next: number): void {
    const cells = readCells(this.#scanner, bytes, next);
    this.#columnsMax ??= columnsAllowed(cells, this.#limits);
    if (cells.length > this.#columnsMax) throw tooManyCells({ row }, { columnsMax: this.#columnsMax });
    if (this.#rows++ > this.#limits.rowsMax) throw tooManyRows(this.#limits);
    this.block.push({ row, cells });
  }
}

const blockRowsMax = 1_000;
const blockBytesMax = 262_144;

function refuseNul({ cells, starts, ends }: RowScanner, bytes: Buffer, row: number): void {
  for (let cell = 0; cell < cells; cell++) {
    if (bytes.subarray(starts[cell], ends[cell]).includes(0)) throw nulCharacter({ row }, cell);
  }
}
