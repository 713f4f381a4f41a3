import type { OpenBatch } from '../../engine/ports.ts';
import type { ListSheets } from '../../fields/sheet-fields.ts';
import type { FileStore } from '../ports.ts';
import type { FoundTable, Upload, UploadedFile } from '../upload.ts';
import { LazyFile } from './lazy-file.ts';
import type { OpenResult, ResultKind } from './result-ports.ts';
import { resultHeader } from './row-texts.ts';

interface Options {
  readonly upload: Pick<Upload, 'file' | 'contactsFile' | 'operation'>;
  readonly tables: readonly FoundTable[];
  readonly sheets: Pick<ListSheets, 'givenKeyField'>;
  readonly batch: Pick<OpenBatch, 'publicId'>;
  readonly files: FileStore;
  readonly openResult: OpenResult;
}

/** The files of a batch by kind. A workbook's two sheets go into one, contacts of a file of their own into one of its own. */
export function resultFiles(options: Options): ReadonlyMap<ResultKind, LazyFile> {
  const { upload, tables } = options;
  const open = new Map<ResultKind, LazyFile>();
  const tablesOf = (name: FoundTable['table']) => tables.filter(({ table }) => table === name);
  for (const word of ['failed', 'applied'] as const) {
    if (upload.contactsFile) {
      const contacts = openFile(
        { kind: `${word}-contacts`, of: upload.contactsFile, tables: tablesOf('contacts') },
        options,
      );
      if (contacts) open.set(`${word}-contacts`, contacts);
    }
    const own = upload.contactsFile ? tablesOf('customers') : tables;
    const file = openFile({ kind: word, of: upload.file, tables: own }, options);
    if (!file) continue;
    open.set(word, file);
    if (!upload.contactsFile) open.set(`${word}-contacts`, file);
  }
  return open;
}

interface ToOpen {
  readonly kind: ResultKind;
  /** The upload's file that it is a part of. */
  readonly of: UploadedFile;
  readonly tables: readonly FoundTable[];
}

function openFile({ kind, of, tables }: ToOpen, options: Options): LazyFile | null {
  const [first] = tables;
  if (!first) return null;
  const { batch, files, openResult } = options;
  return new LazyFile({
    kind,
    format: first.format,
    baseName: baseNameOf(of),
    storedAs: `results/${batch.publicId}/${kind}`,
    sheets: tables.map((table) => sheetOf(table, kind, options)),
    files,
    openResult,
  });
}

function sheetOf(table: FoundTable, kind: ResultKind, { upload, sheets }: Options): { name: string; header: string[] } {
  const isFailed = kind.startsWith('failed');
  const isGiven = !isFailed && upload.operation === 'add' && table.table === 'customers';
  return {
    name: table.format.sheet ?? (table.table === 'contacts' ? 'Contacts' : 'Customers'),
    header: resultHeader(table, isFailed ? 'error' : 'warnings', isGiven ? sheets.givenKeyField : null),
  };
}

/** `june.final` of `june.final.xlsx` */
function baseNameOf({ name }: UploadedFile): string {
  return name.replace(/\.(?:csv|txt|tsv|xlsx|xlsm)$/i, '') || 'result';
}
