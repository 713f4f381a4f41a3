import { firstCharacters } from '../characters.ts';
import { shownName } from '../field-name.ts';
import type { CellFault, CellWarning } from '../sheet-fields.ts';
import { type CellFaultCode, type CellWarningCode, cellWarningCodes } from './note-codes.ts';

/** Characters of a value that a fault repeats by itself, and that a sentence repeats. */
const valueCharactersMax = 255;
const shownCharactersMax = 80;

const noFaults: readonly CellFault[] = Object.freeze([]);
const noWarnings: readonly CellWarning[] = Object.freeze([]);

interface FaultNote {
  readonly column: string | null;
  readonly code: CellFaultCode;
  /** A sentence without its subject, the column. */
  readonly must: string;
  readonly value: string | null;
}

/** What is found while one row is read. Rows without a finding share two empty lists. */
export class RowNotes {
  #faults: CellFault[] | null = null;
  #warnings: CellWarning[] | null = null;

  get faults(): readonly CellFault[] {
    return this.#faults ?? noFaults;
  }

  get warnings(): readonly CellWarning[] {
    return this.#warnings ?? noWarnings;
  }

  clear(): void {
    this.#faults = null;
    this.#warnings = null;
  }

  fault({ column, code, must, value }: FaultNote): void {
    const subject = column === null ? 'The row' : shownColumn(column);
    const held = value === null ? '' : `; the cell holds ${shownValue(value)}`;
    const message = `${subject} ${must}${held}`;
    (this.#faults ??= []).push({
      column,
      code,
      message,
      value: value === null ? null : firstCharacters(value, valueCharactersMax),
    });
  }

  warn(column: string, code: CellWarningCode, { from, to }: { readonly from: string; readonly to: string }): void {
    (this.#warnings ??= []).push(changeWarning(column, code, { from, to }));
  }
}

/** The warning that a value was changed on the way, old → new. */
export function changeWarning(
  column: string,
  code: CellWarningCode,
  { from, to }: { readonly from: string; readonly to: string },
): CellWarning {
  const message = `${shownColumn(column)} ${shownValue(from)} was read as ${shownValue(to)}. ${cellWarningCodes[code]}`;
  return {
    column,
    code,
    message,
    from: firstCharacters(from, valueCharactersMax),
    to: firstCharacters(to, valueCharactersMax),
  };
}

/** A header as a sentence's subject. */
function shownColumn(header: string): string {
  return header === '' ? 'The column without a header' : shownName(header);
}

function shownValue(value: string): string {
  const cut = firstCharacters(value, shownCharactersMax);
  return `"${cut}${cut === value ? '' : '…'}"`;
}
