import type { RowReader } from '../../fields/sheet-fields.ts';
import type { RowNote, SpooledRow } from '../ports.ts';
import type { FoundTable } from '../upload.ts';
import { AmountSum } from './amounts.ts';
import type { EndedUpload, ResultDeps } from './ended-upload.ts';
import type { LazyFile } from './lazy-file.ts';
import { resultFiles } from './result-files.ts';
import type { WrittenFile } from './result-ports.ts';
import { faultText, resultRow, warningText } from './row-texts.ts';
import { type ResultRow, resultRowsMax, type UploadResult } from './upload-result.ts';

/** A row of which is known what became of it. */
export interface EndedRow {
  /** Place of its table in the result file. */
  readonly sheet: number;
  readonly table: FoundTable;
  readonly row: SpooledRow;
  readonly note: RowNote | undefined;
}

/** The files that are being written, and the sums over their rows. */
export class WrittenRows {
  readonly #files: ReturnType<typeof resultFiles>;
  readonly #reader: RowReader | null;
  /** null: the file has no such column. */
  readonly #amountField: string | null;
  /** Fields other than the key by which a row may name its customer. */
  readonly #references: ReadonlySet<string>;
  readonly #isNew: boolean;
  readonly #givenKeyField: string | null;
  readonly #amount = new AmountSum();
  readonly #firstFailed: ResultRow[] = [];
  readonly #firstApplied: ResultRow[] = [];
  readonly #counts = { applied: 0, failed: 0, failedContacts: 0, warned: 0 };

  constructor(ended: EndedUpload, deps: Pick<ResultDeps<never>, 'files' | 'openResult'>) {
    const { upload, findings, sheets } = ended;
    const customers = findings.tables.find(({ table }) => table === 'customers');
    this.#files = resultFiles({ ...ended, tables: findings.tables, ...deps });
    this.#isNew = upload.operation === 'add';
    this.#givenKeyField = this.#isNew ? sheets.givenKeyField : null;
    this.#references = new Set(sheets.references.map(({ field }) => field));
    this.#reader = customers ? readerOf(customers, ended) : null;
    const { amountField } = sheets;
    this.#amountField = customers?.columns.some(({ field }) => field === amountField) === true ? amountField : null;
  }

  async applied({ sheet, table, row, note }: EndedRow): Promise<void> {
    const warnings = note?.warnings ?? [];
    const isContact = table.table === 'contacts';
    if (!isContact) this.#countApplied(row, note);
    const isGiven = !isContact && this.#givenKeyField !== null;
    const given = isGiven ? { field: this.#givenKeyField, key: note?.key ?? null } : null;
    const texts = resultRow(table, { ...row, said: warningText(warnings), given });
    await this.#file('applied', isContact).write(sheet, texts);
  }

  async failed({ sheet, table, row, note }: EndedRow, errors: RowNote['faults']): Promise<void> {
    const isContact = table.table === 'contacts';
    if (isContact) this.#counts.failedContacts += 1;
    else {
      this.#counts.failed += 1;
      if (this.#firstFailed.length < resultRowsMax) {
        // A customer that was to be added and was not has no key.
        const key = this.#isNew ? null : this.#keyOf(row, note);
        this.#firstFailed.push({ row: row.row, key, errors });
      }
    }
    await this.#file('failed', isContact).write(sheet, resultRow(table, { ...row, said: faultText(errors) }));
  }

  async end(): Promise<WrittenFile[]> {
    const ended: WrittenFile[] = [];
    for (const file of new Set(this.#files.values())) {
      const written = await file.end();
      if (written) ended.push(written);
    }
    return ended;
  }

  /** Lets go of what was begun: it will be written again. */
  async abandon(why: unknown): Promise<void> {
    for (const file of new Set(this.#files.values())) await file.abandon(why);
  }

  result(): UploadResult {
    const { applied, failed } = this.#counts;
    return {
      total: applied + failed,
      ...this.#counts,
      amount: this.#amount.text,
      firstFailed: this.#firstFailed,
      firstApplied: this.#firstApplied,
    };
  }

  #countApplied(row: SpooledRow, note: RowNote | undefined): void {
    this.#counts.applied += 1;
    const warnings = note?.warnings ?? [];
    if (warnings.length > 0) this.#counts.warned += 1;
    if (this.#firstApplied.length < resultRowsMax) {
      this.#firstApplied.push({ row: row.row, key: this.#keyOf(row, note), ...(warnings.length > 0 && { warnings }) });
    }
    if (this.#amountField === null || !this.#reader) return;
    const amount = this.#reader.readField(row.cells, this.#amountField);
    if (typeof amount === 'number') this.#amount.add(amount);
  }

  /** A row that names its customer by another field has the key in its note, if there is one. */
  #keyOf({ cells }: SpooledRow, note: RowNote | undefined): string | null {
    if (note?.key !== undefined) return note.key;
    const customer = this.#reader?.read(cells).customer;
    return customer && !this.#references.has(customer.field) ? customer.value : null;
  }

  #file(word: 'applied' | 'failed', isContact: boolean): LazyFile {
    const file = this.#files.get(isContact ? `${word}-contacts` : word);
    if (!file) throw new Error('a row of a table without a file');
    return file;
  }
}

function readerOf(
  { columns, cutColumns, format }: FoundTable,
  { upload, sheets }: Pick<EndedUpload, 'upload' | 'sheets'>,
): RowReader {
  const { operation, options } = upload;
  return sheets.customers.rows(columns, { emptyCells: options.emptyCells, operation, cutColumns, file: format.type });
}
