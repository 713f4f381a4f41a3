import type { Cell } from '../../../../fields/cell.ts';
import type { SheetRow } from '../../../../uploads/ports.ts';
import { columnsAllowed, resultColumns } from '../../../limits.ts';
import { cellDamaged, damaged, quoted, swellsTooFar, tooManyColumns, tooManyRows } from '../refusals.ts';
import type { WorkbookLimits } from '../workbook-limits.ts';
import type { XmlHandler } from '../xml/xml-scanner.ts';
import type { XmlSource } from '../xml/xml-source.ts';
import type { XmlTag } from '../xml/xml-tag.ts';
import { columnMax, columnName, columnOf, positiveInteger, rowMax, rowOf } from './cell-reference.ts';
import { type CellContext, cellValue, plainValue } from './cell-value.ts';
import { emptyPlainCell, readPlainCell } from './plain-cell.ts';
import { opensText } from './rich-text.ts';
import { TextPieces } from './text-pieces.ts';

export interface SheetOptions extends CellContext {
  readonly sheet: string;
  readonly limits: Pick<WorkbookLimits, 'rowsMax' | 'columnsMax' | 'cellCharactersMax' | 'inflatedBytesMax'>;
}

/**
 * Makes rows of a sheet's elements. Cells stand where their reference says, in whatever order they come; without one, next
 * to the cell before. What contradicts itself is refused, because programs differ in what they make of it: two cells
 * or rows for one place, rows out of order, a reference into another row. Values under a merged cell are rare, and read
 * as what they are.
 */
export class SheetHandler implements XmlHandler {
  readonly #options: SheetOptions;
  readonly #pieces: TextPieces;
  readonly #plain = emptyPlainCell();
  #finished: SheetRow[] = [];
  #count = 0;
  #columnsAllowed: number;
  /** Of all texts handed out. */
  #characters = 0;
  #row = 0;
  #rowIsSaid = false;
  #lastRow = 0;
  #cells: Cell[] = [];
  #column = 0;
  #type = 'n';
  #style = 0;
  #value = '';

  constructor(options: SheetOptions) {
    this.#options = options;
    this.#pieces = new TextPieces(options.limits.cellCharactersMax, () => this.#place());
    // Until the header has said whether this is a failure file, whose last two columns are its own.
    this.#columnsAllowed = columnsAllowed(resultColumns, options.limits);
  }

  /** The rows that were finished since they were taken last. */
  take(): SheetRow[] {
    const rows = this.#finished;
    this.#finished = [];
    return rows;
  }

  open(name: string, parent: string, tag: XmlTag): boolean {
    switch (parent) {
      case 'row':
        if (name === 'c') this.#openCell(tag);
        return name === 'c';
      case 'c':
        return this.#openValue(name, tag);
      case 'is':
      case 'r':
        return opensText(this.#pieces, { name, parent, holder: 'is', tag });
      case 'sheetData':
        if (name === 'row') this.#openRow(tag);
        return name === 'row';
      default:
        return parent === 'worksheet' && name === 'sheetData';
    }
  }

  readAhead(parent: string, source: XmlSource, at: number): number {
    if (parent !== 'row') return at;
    const plain = this.#plain;
    let place = at;
    for (;;) {
      const behind = readPlainCell(source.bytes, place, plain);
      const cell = behind === place ? undefined : plainValue(plain, source, this.#options);
      if (cell === undefined) return place;
      this.#move(plain.column, plain.row);
      this.#keep(cell);
      place = behind;
    }
  }

  text(name: string, text: string): void {
    if (name === 'v' && this.#type !== 'str') this.#value += text;
    else if (name === 'v' || name === 't') this.#pieces.add(text);
  }

  close(name: string): void {
    if (name === 'c') this.#closeCell();
    else if (name === 'row') this.#closeRow();
  }

  #openRow(tag: XmlTag): void {
    const said = tag.attribute('r');
    this.#rowIsSaid = said !== undefined;
    this.#row = said === undefined ? this.#lastRow + 1 : positiveInteger(said.trim());
    this.#cells = [];
    this.#column = 0;
    this.#checkRow(said);
  }

  #checkRow(said: string | undefined): void {
    const { sheet } = this.#options;
    if (this.#row === 0 || this.#row > rowMax)
      throw damaged(`${quoted(sheet)} has a row ${quoted(said ?? String(this.#row))}`);
    if (this.#row > this.#lastRow) return;
    throw damaged(`in ${quoted(sheet)}, row ${this.#row} stands after row ${this.#lastRow}`);
  }

  #openCell(tag: XmlTag): void {
    const reference = tag.attribute('r');
    if (reference === undefined) this.#column += 1;
    else this.#move(columnOf(reference), rowOf(reference));
    this.#type = tag.attribute('t') ?? 'n';
    const style = tag.attribute('s');
    this.#style = style === undefined ? 0 : Number(style);
    this.#value = '';
  }

  #move(column: number, row: number): void {
    // A row without a number has that of its first cell with a reference.
    if (!this.#rowIsSaid && row > this.#row) this.#row = row;
    this.#rowIsSaid = true;
    this.#column = column;
    if (column >= 1 && column <= columnMax && row === this.#row) return;
    throw damaged(`in ${quoted(this.#options.sheet)}, row ${this.#row} has a cell that says it is in another place`);
  }

  #openValue(name: string, tag: XmlTag): boolean {
    if (name === 'v') {
      this.#value = '';
      if (this.#type === 'str') this.#pieces.begin(tag);
      return true;
    }
    return name === 'is' && this.#type === 'inlineStr';
  }

  #closeCell(): void {
    const raw = { type: this.#type, style: this.#style, value: this.#value, text: this.#pieces.take() };
    const cell = cellValue(raw, this.#options);
    if (cell === undefined)
      throw cellDamaged(this.#place(), `it says ${quoted(raw.value)} as type ${quoted(raw.type)}`);
    this.#keep(cell);
  }

  #keep(cell: Cell): void {
    if (cell === null) return;
    if (typeof cell === 'string') this.#countCharacters(cell.length);
    const cells = this.#cells;
    const at = this.#column - 1;
    if (at >= this.#columnsAllowed) this.#refuseColumns();
    if (cells[at] !== undefined && cells[at] !== null) throw cellDamaged(this.#place(), 'it is there twice');
    while (cells.length < at) cells.push(null);
    cells[at] = cell;
  }

  #countCharacters(count: number): void {
    const { inflatedBytesMax } = this.#options.limits;
    this.#characters += count;
    if (this.#characters <= inflatedBytesMax) return;
    throw swellsTooFar(`The texts of the sheet ${quoted(this.#options.sheet)} take`, inflatedBytesMax);
  }

  #closeRow(): void {
    this.#lastRow = this.#row;
    const cells = this.#cells;
    if (cells.length === 0) return;
    const { limits } = this.#options;
    if (this.#count === 0) {
      this.#columnsAllowed = columnsAllowed(cells, limits);
      if (cells.length > this.#columnsAllowed) this.#refuseColumns();
    }
    this.#count += 1;
    if (this.#count > limits.rowsMax + 1) throw tooManyRows(this.#options, limits.rowsMax);
    this.#finished.push({ row: this.#row, cells });
  }

  #refuseColumns(): never {
    throw tooManyColumns({ sheet: this.#options.sheet, row: this.#row }, this.#options.limits.columnsMax);
  }

  #place(): { sheet: string; cell: string } {
    return { sheet: this.#options.sheet, cell: `${columnName(this.#column)}${this.#row}` };
  }
}
