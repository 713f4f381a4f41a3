import type { Amendments, TableName } from '../uploads/ports.ts';
import type {
  Findings,
  NewUpload,
  Refusal,
  Upload,
  UploadedFile,
  UploadOptions,
  UploadState,
} from '../uploads/upload.ts';
import { unpack } from './packed.ts';

interface StoredFile {
  readonly file: string;
  readonly name: string;
  readonly bytes: number;
}

/** A row of the table `uploads`, without what is large. */
export interface UploadRow {
  readonly organization_id: number;
  readonly id: number;
  readonly public_id: string;
  readonly list_id: number;
  readonly list_kind: 'campaign' | 'company' | null;
  readonly list_public_id: string | null;
  readonly token_id: number | null;
  readonly operation: NewUpload['operation'];
  readonly state: UploadState;
  readonly one_step: boolean;
  readonly files: { readonly customers: StoredFile; readonly contacts: StoredFile | null };
  readonly options: UploadOptions;
  readonly revision: number;
  readonly generation: number;
  readonly amended: Buffer | null;
  readonly findings: Findings | null;
  readonly refusal: Refusal | null;
  readonly excluded: readonly (readonly [table: TableName, index: number])[];
  readonly edits: readonly (readonly [table: TableName, index: number, column: number, value: string | null])[];
  readonly batch_id: number | null;
  readonly batch_public_id: string | null;
  readonly preview_id: number | null;
  readonly progress: Upload['progress'];
  readonly created_at: Date;
  readonly expires_at: Date;
}

export const uploadColumns = `u.organization_id, u.id, u.public_id, u.list_id, l.kind as list_kind, l.public_id as list_public_id, u.token_id,
  u.operation, u.state, u.one_step, u.files, u.options, u.revision, u.generation, u.amended, u.findings, u.refusal, u.excluded, u.edits,
  u.batch_id, u.preview_id, u.progress, u.created_at, u.expires_at,
  (select b.public_id from batches b where b.organization_id = u.organization_id and b.id = u.batch_id) as batch_public_id`;

/** Of a list that was purged meanwhile there is no row. */
export const uploadTables = 'uploads u left join lists l on l.organization_id = u.organization_id and l.id = u.list_id';

/** `references`: fields by which a company's customers are found besides their keys. */
export function uploadOf(row: UploadRow, references: readonly string[]): Upload {
  const { organization_id: organizationId, files } = row;
  return {
    ref: {
      organizationId,
      uploadId: row.id,
      generation: row.generation,
      amendments: row.amended && unpack<Amendments>(row.amended),
    },
    publicId: row.public_id,
    list: { organizationId, listId: row.list_id, ...(row.list_kind === 'company' && { references }) },
    tokenId: row.token_id,
    operation: row.operation,
    state: row.state,
    oneStep: row.one_step,
    file: receivedFile(files.customers),
    contactsFile: files.contacts && receivedFile(files.contacts),
    options: row.options,
    revision: row.revision,
    findings: row.findings,
    refusal: row.refusal,
    excluded: row.excluded.map(([table, index]) => ({ table, index })),
    edits: row.edits.map(([table, index, column, value]) => ({ table, index, column, value })),
    batchId: row.batch_id,
    shownAs: { list: row.list_public_id, batch: row.batch_public_id },
    previewId: row.preview_id,
    progress: row.progress,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  };
}

/** The names by which the sweep finds them too. */
export function storedFiles({ file, contactsFile }: Pick<NewUpload, 'file' | 'contactsFile'>): UploadRow['files'] {
  return { customers: storedFile(file), contacts: contactsFile && storedFile(contactsFile) };
}

function storedFile({ storedAs, name, bytes }: UploadedFile): StoredFile {
  return { file: storedAs, name, bytes };
}

function receivedFile({ file, name, bytes }: StoredFile): UploadedFile {
  return { storedAs: file, name, bytes };
}
