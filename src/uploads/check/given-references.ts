import type { CellFault } from '../../fields/sheet-fields.ts';
import { shownColumn, shownValue } from '../sentences.ts';
import { uploadLimits } from '../limits.ts';
import type { FoundCustomers } from './find-customers.ts';
import type { RowFaultCode } from './row-codes.ts';
import { SeenTexts } from './seen-texts.ts';

interface Giving {
  readonly field: string;
  /** The header. */
  readonly column: string;
  readonly value: string;
  /** The customer's key; null: the row names none that there is. */
  readonly key: string | null;
  /** A number that this customer has and no other. */
  readonly owner: number;
  /** In the sheet. */
  readonly row: number;
}

/**
 * Decides on a field that is unique in the list, before anything is written: a value is given only if no other customer
 * held it before, and no earlier row gives it to another, even if that row then fails.
 */
export class GivenReferences {
  readonly #values: SeenTexts;
  /** By the number of field and value: whom it was given to first, and in which row. */
  readonly #owners = new Uint32Array(uploadLimits.rowsMax);
  readonly #rows = new Uint32Array(uploadLimits.rowsMax);

  constructor(seed: Uint8Array) {
    this.#values = new SeenTexts(seed);
  }

  /** null: the customer may have it. */
  give({ field, column, value, key, owner, row }: Giving, found: FoundCustomers): CellFault | null {
    const holders = found.keysOf(field, value);
    if (key !== null && holders.includes(key)) return null;
    const earlier = this.#earlierRow(`${field} ${value}`, { owner, row });
    const [holder] = holders;
    if (holder !== undefined) return fault(column, value, `belongs to ${holder}`);
    return earlier === null ? null : fault(column, value, `is given to another customer in row ${earlier}`);
  }

  #earlierRow(given: string, { owner, row }: { owner: number; row: number }): number | null {
    const known = this.#values.count;
    const number = this.#values.numberOf(given);
    if (number === known) {
      this.#owners[number] = owner;
      this.#rows[number] = row;
      return null;
    }
    return this.#owners[number] === owner ? null : (this.#rows[number] ?? 0);
  }
}

function fault(column: string, value: string, why: string): CellFault {
  const code: RowFaultCode = 'reference_taken';
  const shown = shownValue(value);
  return { column, code, message: `${shown} ${why}; ${shownColumn(column)} must be another, or empty`, value: shown };
}
