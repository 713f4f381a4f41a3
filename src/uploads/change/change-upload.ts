import { RequestError } from '../../errors/request-error.ts';
import { uploadLimits } from '../limits.ts';
import type { Amendments, Spool } from '../ports.ts';
import type { CellEdit, RowPlace, Upload, UploadOptions } from '../upload.ts';
import type { UploadDesk } from '../upload-store.ts';
import { type AtOnceDeps, checkAtOnce, type CheckedAtOnce } from './check-at-once.ts';
import { withPending } from './merge-amendments.ts';
import { mergeEdits, mergeExcluded } from './merge-changes.ts';
import { readPlaces, type RowChange } from './read-places.ts';

/** What a user changes of an upload before he has it applied; what is absent stays. */
export interface UploadChange extends RowChange {
  readonly mapping?: UploadOptions['mapping'];
  readonly emptyCells?: UploadOptions['emptyCells'];
  /** Another sheet of the workbook: it is read into a new spool. */
  readonly sheet?: string;
}

export interface ChangedUpload {
  readonly options: UploadOptions;
  readonly edits: readonly CellEdit[];
  readonly excluded: readonly RowPlace[];
  /** What is known of single rows until then, where it is checked from the rows that lie in the spool; null: the file is read anew. */
  readonly amendments: Amendments | null;
}

export interface UploadChanges<Tx> {
  /** `reading` from now on: checked again, as it was changed. */
  change(tx: Tx, upload: Upload, changed: ChangedUpload): Promise<void>;
  /** Stays `ready`: it was checked at once, as it was changed. Whoever has begun something with what it was is told so. */
  amend(tx: Tx, upload: Upload, amended: Pick<ChangedUpload, 'edits' | 'excluded'> & CheckedAtOnce): Promise<void>;
}

export interface ChangeDeps<Tx> {
  readonly desk: Pick<UploadDesk<Tx>, 'lock'>;
  readonly changes: UploadChanges<Tx>;
  readonly spool: Pick<Spool, 'findIndexes'>;
  /** Absent: every change is checked in the background. */
  readonly atOnce?: AtOnceDeps;
}

export interface UploadChanged {
  /** As it was before. */
  readonly upload: Upload;
  /** Indexes of the records of the rows that were named, and of all others for their customers, where it was checked at once; null: it has to be checked again. */
  readonly checked: readonly number[] | null;
}

/**
 * Changes an upload: its mapping, its sheet, cells, or which rows are left out. A few rows are checked at once where no
 * others hang on them; else all of it has to be checked again. null: there is no such upload. Throws `RequestError` where it cannot be changed, or not in this way.
 */
export async function changeUpload<Tx>(
  tx: Tx,
  { id, change }: { id: { readonly organizationId: number; readonly publicId: string }; change: UploadChange },
  { desk, changes, spool, atOnce }: ChangeDeps<Tx>,
): Promise<UploadChanged | null> {
  const upload = await desk.lock(tx, id);
  if (!upload) return null;
  refuseUnlessOpen(upload);
  const { mapping, emptyCells, sheet } = change;
  const options: UploadOptions = {
    ...upload.options,
    ...(mapping !== undefined && { mapping }),
    // By the names again.
    ...(mapping === null && { remembered: null }),
    ...(emptyCells !== undefined && { emptyCells }),
    ...(sheet !== undefined && { sheet }),
  };
  if (sheet !== undefined && sheet !== sheetOf(upload)) {
    await changes.change(tx, upload, {
      options: otherSheet(upload, options, change),
      edits: [],
      excluded: [],
      amendments: null,
    });
    return { upload, checked: null };
  }
  const places = await readPlaces(change, upload, spool);
  const changed = { edits: mergeEdits(upload.edits, places), excluded: mergeExcluded(upload.excluded, places) };
  const named = [...places.edits, ...places.originals, ...places.exclude, ...places.include];
  const isOfRows = [mapping, emptyCells, sheet].every((asked) => asked === undefined);
  if (atOnce && isOfRows && upload.state === 'ready' && named.length > 0 && named.length <= uploadLimits.atOnceMax) {
    const checked = await checkAtOnce({ upload, places: named, changed }, atOnce);
    if (checked) {
      await changes.amend(tx, upload, { ...changed, ...checked });
      return { upload, checked: checked.indexes };
    }
  }
  await changes.change(tx, upload, { options, ...changed, amendments: withPending(upload, named) });
  return { upload, checked: null };
}

function refuseUnlessOpen({ state, oneStep, findings, batchId, previewId }: Upload): void {
  if (oneStep || previewId !== null)
    throw new RequestError('conflict', 'This file goes its way in one step and cannot be changed.');
  if (state === 'applied' || batchId !== null)
    throw new RequestError('conflict', 'The upload was applied already and cannot be changed.');
  if (state === 'reading' && !findings) {
    throw new RequestError('conflict', 'The file is still being read; change it when it is ready.', {
      retryAfterSeconds: 1,
    });
  }
}

function sheetOf({ findings }: Upload): string | null {
  return findings?.tables.find(({ table }) => table === 'customers')?.format.sheet ?? null;
}

/** Rows of one sheet are not those of another. */
function otherSheet(
  { findings }: Upload,
  options: UploadOptions,
  { cells, exclude, include }: UploadChange,
): UploadOptions {
  const sheets = findings?.sheets ?? [];
  const { sheet } = options;
  if (sheet !== null && findings && !sheets.includes(sheet)) {
    const there = sheets.length === 0 ? 'a CSV has no sheets' : `the file has ${sheets.join(', ')}`;
    throw malformed(`sheet: there is no sheet ${JSON.stringify(sheet)}; ${there}`);
  }
  if ([cells, exclude, include].some((rows) => rows !== undefined && rows.length > 0)) {
    throw malformed('sheet: choose the sheet first, then change its cells and rows in a request of their own');
  }
  return options;
}

function malformed(fault: string): RequestError {
  return new RequestError('validation_failed', 'Validation failed', { faults: [fault] });
}
