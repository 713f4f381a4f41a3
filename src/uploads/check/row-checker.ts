import { own } from '../../engine/json.ts';
import type { ListRef } from '../../engine/ports.ts';
import type {
  CellFault,
  CellWarning,
  ListSheets,
  MatchedColumn,
  ReadRow,
  RowReader,
} from '../../fields/sheet-fields.ts';
import type { CustomerLookup, RowNote, SpooledRow, SpoolRecord, SpoolWriter, TableName } from '../ports.ts';
import { shownColumn, shownValue } from '../sentences.ts';
import type { CheckRun } from './check-run.ts';
import { AskedReferences, FoundCustomers } from './find-customers.ts';
import type { RowFaultCode, RowWarningCode } from './row-codes.ts';
import type { RowEdits } from './row-edits.ts';

interface RowCheckerOptions {
  readonly table: TableName;
  readonly columns: readonly MatchedColumn[];
  readonly reader: RowReader;
  readonly edits: RowEdits;
  readonly list: ListRef;
  readonly references: ListSheets['references'];
  /** Index of the record of the table's first row. */
  readonly offset: number;
  /** Makes the key of a new customer; null: the rows are for customers that there are. */
  readonly newKey: (() => string) | null;
  readonly notes: Pick<SpoolWriter<RowNote>, 'write'>;
  readonly customers: CustomerLookup;
  readonly run: RowRun;
}

/** What checking a row asks of what is found over all of them. */
export interface RowRun extends Pick<CheckRun, 'count' | 'earlierRowOf'> {
  readonly records: Pick<SpoolWriter<SpoolRecord>, 'write'>;
  readonly customers: Pick<CheckRun['customers'], 'numberOf'>;
  readonly given: Pick<CheckRun['given'], 'give'>;
}

/** A row while it is checked. */
interface Row {
  readonly index: number;
  readonly row: number;
  /** null: the user left it out. */
  readonly read: ReadRow | null;
}

/** A row's customer, or why there is none. */
interface Named {
  readonly key: string | null;
  /** Whether only checking knows it: the row itself does not say it. */
  readonly isFound: boolean;
  readonly fault: CellFault | null;
}

/**
 * Checks the rows of one table, which come in order: each becomes a record, or gets the faults that keep it from being
 * one. `RowReader` has held every value to its field's rule, so the records need not be validated again.
 */
export class RowChecker {
  readonly #options: RowCheckerOptions;
  readonly #referenceFields: ReadonlySet<string>;
  /** Fields of the table whose values only one customer may have. */
  readonly #unique: readonly { readonly field: string; readonly column: string }[];

  constructor(options: RowCheckerOptions) {
    this.#options = options;
    const { references, columns, table } = options;
    this.#referenceFields = new Set(references.map(({ field }) => field));
    const unique = references.filter((reference) => reference.unique && table === 'customers');
    this.#unique = unique.flatMap(({ field }) => {
      const column = columns.find((matched) => matched.field === field);
      return column ? [{ field, column: column.header }] : [];
    });
  }

  async check(spooled: readonly SpooledRow[]): Promise<void> {
    const { run, notes, customers, list } = this.#options;
    const rows = spooled.map((row) => this.#read(row));
    const asked = this.#ask(rows);
    const found = asked.isEmpty ? FoundCustomers.none : await asked.find(customers, list);
    const written: { notes: RowNote[]; records: SpoolRecord[] } = { notes: [], records: [] };
    for (const row of rows) this.#judge(row, found, written);
    if (written.notes.length > 0) await notes.write(written.notes);
    if (written.records.length > 0) await run.records.write(written.records);
  }

  #read(row: SpooledRow): Row {
    const { reader, edits } = this.#options;
    const read = edits.isExcluded(row.index) ? null : reader.read(edits.cellsOf(row));
    return { index: row.index, row: row.row, read };
  }

  /** What is to be looked up, for all rows at once. */
  #ask(rows: readonly Row[]): AskedReferences {
    const asked = new AskedReferences();
    for (const { read } of rows) {
      if (read === null) continue;
      const { customer, patch } = read;
      if (customer !== null && this.#referenceFields.has(customer.field)) asked.ask(customer.field, customer.value);
      for (const { field } of this.#unique) {
        const value = own(patch, field);
        if (typeof value === 'string') asked.ask(field, value);
      }
    }
    return asked;
  }

  #judge(
    { index, row, read }: Row,
    found: FoundCustomers,
    { notes, records }: { notes: RowNote[]; records: SpoolRecord[] },
  ): void {
    const { run, table, offset } = this.#options;
    if (read === null) {
      run.count('excluded', false);
      return;
    }
    const { key, isFound, fault } = this.#name(read, found);
    const added = this.#unique.length > 0 ? this.#giveReferences({ index, row, read, key }, found) : [];
    if (fault) added.unshift(fault);
    const faults = added.length > 0 ? [...read.faults, ...added] : read.faults;
    const isValid = faults.length === 0 && key !== null;
    const earlier = isValid && table === 'customers' ? run.earlierRowOf(key, row) : null;
    const warnings = earlier === null ? read.warnings : [...read.warnings, repeated(earlier)];
    run.count(isValid ? 'valid' : 'invalid', isValid && warnings.length > 0);
    if (isValid) records.push({ index: index + offset, key, patch: read.patch });
    if (faults.length > 0 || warnings.length > 0 || isFound) {
      notes.push({ index, ...(isFound && key !== null && { key }), faults, warnings });
    }
  }

  #name({ customer, faults }: ReadRow, found: FoundCustomers): Named {
    const { newKey } = this.#options;
    if (newKey) return { key: faults.length === 0 ? newKey() : null, isFound: true, fault: null };
    if (customer === null) return { key: null, isFound: false, fault: null };
    const { field, value } = customer;
    if (!this.#referenceFields.has(field)) return { key: value, isFound: false, fault: null };
    const keys = found.keysOf(field, value);
    const [key = null] = keys;
    if (keys.length === 1) return { key, isFound: true, fault: null };
    const column = this.#options.columns.find((matched) => matched.field === field)?.header ?? field;
    return { key: null, isFound: false, fault: notNamed(column, value, keys.length) };
  }

  #giveReferences(
    { index, row, read, key }: Row & { read: ReadRow; key: string | null },
    found: FoundCustomers,
  ): CellFault[] {
    const { run } = this.#options;
    const faults: CellFault[] = [];
    for (const { field, column } of this.#unique) {
      const value = own(read.patch, field);
      if (typeof value !== 'string') continue;
      // Nobody else has the owner of a row without a customer.
      const owner = run.customers.numberOf(key ?? `row ${index}`);
      const fault = run.given.give({ field, column, value, key, owner, row }, found);
      if (fault) faults.push(fault);
    }
    return faults;
  }
}

function notNamed(column: string, value: string, customers: number): CellFault {
  const shown = shownValue(value);
  const subject = `${shownColumn(column)} ${shown}`;
  const fault = (code: RowFaultCode, message: string): CellFault => ({ column, code, message, value: shown });
  if (customers === 0) return fault('customer_not_found', `${subject} belongs to no customer`);
  const which = 'name the one that is meant by its customer id';
  return fault('customer_ambiguous', `${subject} belongs to ${customers} customers; ${which}`);
}

export function repeated(earlier: number): CellWarning {
  const code: RowWarningCode = 'repeated_customer';
  const message = `Row ${earlier} is for the same customer. Both rows are applied, this one after it.`;
  return { column: null, code, message, from: '', to: '' };
}
