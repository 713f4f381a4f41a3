/**
 * The text of a pack of rows: JSON, an array of the rows' cells, and before them where the rows are.
 *
 *     [2,["KC1","Asha",null],["KC2",[0,"919876543210"],"x"]]
 *
 * A text is a text, null an empty cell; what else a workbook holds is a small array, its kind first. The rows' numbers
 * are as many more than their indexes as the first element says; where empty rows lie between them it is an array of
 * all numbers.
 */
import { parseJson } from '../../json/parse-json.ts';
import type { Cell, TypedCell } from '../../fields/cell.ts';
import type { SpooledRow } from '../../uploads/ports.ts';
import { jsonElements } from './json-elements.ts';

/** Rows of a pack, and characters of their cells, at most; one row is taken whatever its size. */
const packRowsMax = 1_000;
const packCharactersMax = 256 * 1024;

export interface CellPack {
  readonly rows: readonly SpooledRow[];
  readonly text: string;
}

type PackedCell = null | string | PackedTypedCell;
type PackedTypedCell =
  | readonly [0, digits: string, format?: string]
  | readonly [1, iso: string]
  | readonly [2, value: boolean]
  | readonly [3, code: string];

/** Collects rows until they fill a pack. */
export class CellPacks {
  #rows: SpooledRow[] = [];
  #characters = 0;

  /** The packs that the rows fill; null: those that are left. */
  *collect(rows: readonly SpooledRow[] | null): Generator<CellPack> {
    for (const row of rows ?? []) {
      this.#rows.push(row);
      this.#characters += charactersOf(row.cells);
      if (this.#rows.length >= packRowsMax || this.#characters >= packCharactersMax) yield this.#take();
    }
    if (rows === null && this.#rows.length > 0) yield this.#take();
  }

  #take(): CellPack {
    const rows = this.#rows;
    this.#rows = [];
    this.#characters = 0;
    return { rows, text: writeCells(rows) };
  }
}

export function readCellPack(text: string, firstIndex: number): SpooledRow[] {
  const [where, ...rows] = parseJson(text) as [number | number[], ...PackedCell[][]];
  return rows.map((packed, place) => {
    const index = firstIndex + place;
    const row = typeof where === 'number' ? index + where : (where[place] ?? 0);
    return { index, row, cells: unpackCells(packed) };
  });
}

/** Of a pack the numbers of its rows in the sheet: one more than their indexes by so many, or each of them. */
export function rowNumbersOf(bytes: Uint8Array): number | readonly number[] {
  for (const element of jsonElements(bytes)) return parsed(element) as number | number[];
  return [];
}

/** Those of a pack's rows alone, in order. */
export function findInCellPack(
  bytes: Uint8Array,
  firstIndex: number,
  isWanted: (index: number) => boolean,
): SpooledRow[] {
  const rows: SpooledRow[] = [];
  let where: number | number[] | undefined;
  let index = firstIndex - 1;
  for (const element of jsonElements(bytes)) {
    if (where === undefined) where = parsed(element) as number | number[];
    else if (isWanted(index)) {
      const row = typeof where === 'number' ? index + where : (where[index - firstIndex] ?? 0);
      rows.push({ index, row, cells: unpackCells(parsed(element) as PackedCell[]) });
    }
    index += 1;
  }
  return rows;
}

function parsed(element: Uint8Array): unknown {
  return parseJson(Buffer.from(element.buffer, element.byteOffset, element.byteLength).toString());
}

function writeCells(rows: readonly SpooledRow[]): string {
  const offset = (rows[0]?.row ?? 0) - (rows[0]?.index ?? 0);
  const isEven = rows.every(({ row, index }) => row - index === offset);
  const packed: unknown[] = [isEven ? offset : rows.map(({ row }) => row)];
  for (const { cells } of rows) packed.push(cells.some(isTyped) ? cells.map(packCell) : cells);
  return JSON.stringify(packed);
}

function isTyped(cell: Cell): cell is TypedCell {
  return typeof cell === 'object' && cell !== null;
}

function packCell(cell: Cell): PackedCell {
  if (!isTyped(cell)) return cell;
  if (cell.type === 'number') return cell.format === undefined ? [0, cell.digits] : [0, cell.digits, cell.format];
  if (cell.type === 'date') return [1, cell.iso];
  return cell.type === 'boolean' ? [2, cell.value] : [3, cell.code];
}

function unpackCells(packed: readonly PackedCell[]): readonly Cell[] {
  return packed.some((cell) => Array.isArray(cell)) ? packed.map(unpackCell) : (packed as readonly Cell[]);
}

function unpackCell(packed: PackedCell): Cell {
  if (packed === null || typeof packed === 'string') return packed;
  if (packed[0] === 0) return numberCell(packed[1], packed[2]);
  if (packed[0] === 1) return { type: 'date', iso: packed[1] };
  return packed[0] === 2 ? { type: 'boolean', value: packed[1] } : { type: 'error', code: packed[1] };
}

function numberCell(digits: string, format: string | undefined): Cell {
  return format === undefined ? { type: 'number', digits } : { type: 'number', digits, format };
}

/** About what a typed cell takes. */
const typedCharacters = 32;

function charactersOf(cells: readonly Cell[]): number {
  let characters = 0;
  for (const cell of cells) {
    if (cell !== null) characters += typeof cell === 'string' ? cell.length : typedCharacters;
  }
  return characters + cells.length;
}
