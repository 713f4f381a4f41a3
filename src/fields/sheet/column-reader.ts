import type { Json } from '../../engine/records.ts';
import type { Cell } from '../cell.ts';
import { cellText } from '../cell-text.ts';
import { type RowNotes } from './row-notes.ts';
import { isClearMark, isExcelError, isRoundedNumber } from './special-texts.ts';
import { Changed, Misfit, type Values } from './values.ts';

interface ColumnOptions {
  readonly header: string;
  readonly field: string;
  /** Its value cannot be cleared. */
  readonly required: boolean;
  readonly emptyCells: 'ignore' | 'clear';
  readonly values: Values;
}

/** Reads the cells of one column. A million rows pass here, so a good cell costs one look and no allocation. */
export class ColumnReader {
  readonly header: string;
  readonly field: string;
  readonly required: boolean;
  readonly #clearsEmpty: boolean;
  readonly #values: Values;

  constructor({ header, field, required, emptyCells, values }: ColumnOptions) {
    this.header = header;
    this.field = field;
    this.required = required;
    this.#clearsEmpty = emptyCells === 'clear';
    this.#values = values;
  }

  /** Whether there are cells that must not be read before all were observed. */
  get needsWholeColumn(): boolean {
    return this.#values.observe !== undefined;
  }

  /** Whether it must not be read before all cells of the column were observed. */
  observe(cell: Cell): boolean {
    return typeof cell === 'string' && this.#values.observe?.(cell.trim()) === true;
  }

  /** The value; null clears; undefined leaves the field alone, or the cell is at fault, which `notes` is told. */
  read(cell: Cell, notes: RowNotes): Json | undefined {
    const raw = typeof cell === 'string' ? cell : cellText(cell);
    const text = raw.trim();
    if (text === '') return this.#clearsEmpty ? this.#clear(null, notes) : undefined;
    if (isClearMark(text)) return this.#clear(raw, notes);
    if (isErrorCell(cell) || isExcelError(text)) return this.#excelError(text, notes);
    if (isRoundedNumber(text)) return this.#rounded(text, notes);
    const reading = this.#values.read(text);
    if (reading instanceof Misfit) return this.#misfit(reading, text, notes);
    if (reading instanceof Changed) {
      notes.warn(this.header, reading.code, { from: raw, to: reading.text });
      return reading.value;
    }
    if (raw.length !== text.length && typeof reading === 'string') {
      notes.warn(this.header, 'trimmed', { from: raw, to: reading });
    }
    return reading;
  }

  #clear(value: string | null, notes: RowNotes): null | undefined {
    if (!this.required) return null;
    const must = value === null ? 'cannot be cleared; fill it' : 'cannot be cleared; an empty cell keeps what it has';
    notes.fault({ column: this.header, code: 'required_field_cleared', must, value });
    return undefined;
  }

  #excelError(value: string, notes: RowNotes): undefined {
    const must = 'must not be an error of Excel; mend the formula, or type the value';
    notes.fault({ column: this.header, code: 'excel_error', must, value });
  }

  #rounded(value: string, notes: RowNotes): undefined {
    const must =
      'is a rounded number that Excel wrote, so its digits are lost; format the column as Text and type the value again';
    notes.fault({ column: this.header, code: 'digits_lost', must, value });
  }

  #misfit({ must, code }: Misfit, value: string, notes: RowNotes): undefined {
    notes.fault({ column: this.header, code, must, value });
  }
}

function isErrorCell(cell: Cell): boolean {
  return cell !== null && typeof cell === 'object' && cell.type === 'error';
}
