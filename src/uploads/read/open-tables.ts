import type { ListSheets, Mapping } from '../../fields/sheet-fields.ts';
import type { FileStore, OpenSpreadsheet, Spreadsheet, TableName } from '../ports.ts';
import type { Upload, UploadedFile } from '../upload.ts';
import { type OpenSheet, openSheet } from './open-sheet.ts';
import { findSheet, pickSheet } from './pick-sheet.ts';
import { isGone } from './refusals.ts';

export interface OpenDeps {
  readonly files: FileStore;
  readonly openSpreadsheet: OpenSpreadsheet;
}

/** The tables of an upload, their headers read. Disposing closes its files. */
export interface OpenTables extends AsyncDisposable {
  readonly sheets: readonly string[];
  /** Opens them one after the other: reads one to its end before the next. */
  open(table: TableName): Promise<OpenSheet | null>;
  /** Bytes of all its files. */
  readonly progress: { readonly done: number; readonly of: number };
}

/**
 * The contacts are a file of their own, or the sheet `Contacts` of the workbook; a company alone has them, and only those
 * of customers that there are already.
 */
export async function openTables(
  upload: Upload,
  lists: ListSheets,
  { deps, signal }: { deps: OpenDeps; signal: AbortSignal },
): Promise<OpenTables> {
  await using opened = new AsyncDisposableStack();
  const openFile = async (file: UploadedFile): Promise<Spreadsheet> => {
    const local = await deps.files.local(file.storedAs);
    if (!local) throw isGone();
    opened.use(local);
    return opened.use(await deps.openSpreadsheet(local, signal));
  };
  const file = await openFile(upload.file);
  const contactsFile = upload.contactsFile ? await openFile(upload.contactsFile) : null;
  const { operation, options } = upload;
  const mapping: Mapping | null = options.mapping && new Map(options.mapping);
  const remembered: Mapping | null = options.remembered ? new Map(options.remembered) : null;
  const openCustomers = () =>
    pickSheet(file, 'customers', { fields: lists.customers, mapping, remembered, operation, asked: options.sheet });
  const openContacts = async (): Promise<OpenSheet | null> => {
    if (!lists.contacts || operation === 'add') return null;
    // The mapping is of the customers' columns.
    const matching = { fields: lists.contacts, mapping: null, remembered: null, operation };
    if (contactsFile) return pickSheet(contactsFile, 'contacts', { ...matching, asked: null });
    const sheet = findSheet(file, 'contacts');
    return sheet === null || sheet === options.sheet ? null : openSheet(file, sheet, matching);
  };
  const kept = opened.move();
  return {
    sheets: file.sheets,
    open: async (table) => (table === 'customers' ? openCustomers() : openContacts()),
    get progress() {
      const [first, second] = [file.progress, contactsFile?.progress];
      return { done: first.done + (second?.done ?? 0), of: first.of + (second?.of ?? 0) };
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}
