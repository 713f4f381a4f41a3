import { RequestError } from '../errors/request-error.ts';
import { type BrakeReader, refuseShown } from './apply/refuse-whole.ts';
import { type MappingMemory, rememberMapping } from './apply/remember-mapping.ts';
import type { FileBatches, NewFileBatch } from './batch-ports.ts';
import { type ChangeDeps, changeUpload, type UploadChange } from './change/change-upload.ts';
import { refuseUnlessReady } from './refuse-unless-ready.ts';
import type { UploadResult } from './results/upload-result.ts';
import type { NewUpload, Refusal, Upload } from './upload.ts';
import type { CheckedUpload, UploadDesk } from './upload-store.ts';

/**
 * What a file needs next: to be read and shown, to have what was shown written down as a preview, or to be applied (one
 * that goes its way in one step needs more than one of them).
 */
export interface FileStep {
  readonly organizationId: number;
  readonly listId: number;
  /** `upl_…` */
  readonly uploadId: string;
  readonly step: 'read' | 'preview' | 'apply';
}

interface Options<Tx> extends BrakeReader<Tx>, MappingMemory<Tx> {
  readonly desk: UploadDesk<Tx>;
  readonly batches: Pick<FileBatches<Tx>, 'insert'>;
  /** Has the step done in the background, once the transaction is committed. */
  readonly send: (tx: Tx, step: FileStep) => Promise<void>;
  readonly transact: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;
}

/** What a file that went its way in one step came to. */
export interface OneStepEnd {
  readonly batchId: string;
  readonly upload: Upload;
  readonly result: UploadResult;
}

interface ApplyRequest {
  readonly batchId: string;
  readonly tokenId: number | null;
  readonly atomic: boolean;
  readonly maxAffected: number | null;
  /** Whether each row is held to the version that it was compared with. */
  readonly pinned: boolean;
}

/** The desk at which files are taken in: each becomes an upload, with a job that reads it. */
export class Uploads<Tx> {
  readonly #options: Options<Tx>;

  constructor(options: Options<Tx>) {
    this.#options = options;
  }

  /** Takes in a file that is shown before it is applied. The files that it names are the upload's once this is done. */
  async receive(upload: NewUpload): Promise<void> {
    refuseContactsOfNew(upload);
    const { desk, send, transact } = this.#options;
    await transact(async (tx) => {
      await desk.insert(tx, upload);
      await send(tx, stepOf(upload, 'read'));
    });
  }

  /** Takes in a file that goes its way in one step: it has its batch from the start. */
  async receiveInOneStep(upload: NewUpload, batch: Pick<NewFileBatch, 'publicId' | 'source'>): Promise<void> {
    refuseContactsOfNew(upload);
    const { desk, batches, send, transact } = this.#options;
    await transact(async (tx) => {
      const ref = await desk.insert(tx, upload);
      const { list, operation, tokenId, options } = upload;
      const row = { ...batch, list, operation, tokenId, atomic: options.atomic, uploadId: ref.uploadId };
      const { id } = await batches.insert(tx, row);
      await desk.setBatch(tx, ref, { id });
      await send(tx, stepOf(upload, 'apply'));
    });
  }

  /** Whether this upload was taken in before (by an attempt whose process died). */
  async isKnown(organizationId: number, publicId: string): Promise<boolean> {
    return (await this.#options.desk.find({ organizationId, publicId })) !== null;
  }

  /** An upload; a foreign and an unknown one are refused alike. */
  async get(organizationId: number, publicId: string): Promise<Upload> {
    return (await this.#options.desk.find({ organizationId, publicId })) ?? refuseUnknown();
  }

  /** As `get`, with what the last check found of each row. */
  async getChecked(organizationId: number, publicId: string): Promise<CheckedUpload> {
    return (await this.#options.desk.findChecked({ organizationId, publicId })) ?? refuseUnknown();
  }

  /** The upload whose batch this is; null: it is none of a file, or the upload is kept no longer. */
  async ofBatch(organizationId: number, batchId: string): Promise<CheckedUpload | null> {
    return this.#options.desk.findByBatch({ organizationId, publicId: batchId });
  }

  /** Has what was shown applied, as a batch of its own. Once: a second time is refused, naming the batch. */
  async apply(tx: Tx, id: { organizationId: number; publicId: string }, request: ApplyRequest): Promise<void> {
    const { desk, batches, send } = this.#options;
    const upload = (await desk.lock(tx, id)) ?? refuseUnknown();
    const findings = await refuseUnlessReady(tx, upload, this.#options);
    const { list, operation, ref } = upload;
    const { batchId: publicId, tokenId, atomic, maxAffected, pinned } = request;
    await refuseShown(tx, { upload, findings, how: { atomic, maxAffected } }, this.#options);
    const row = { publicId, source: 'upload', list, operation, tokenId, atomic, uploadId: ref.uploadId } as const;
    const { id: batch } = await batches.insert(tx, row);
    await desk.setBatch(tx, ref, { id: batch, how: { atomic, maxAffected, pinned } });
    await rememberMapping(tx, { upload, findings, pinned }, this.#options);
    await send(tx, stepOf(upload, 'apply'));
  }

  /** Changes what was shown. Where all that this changes was not checked at once, it is read or checked again, and shown anew. */
  async change(
    tx: Tx,
    id: { readonly organizationId: number; readonly publicId: string },
    { change, ...deps }: { readonly change: UploadChange } & Omit<ChangeDeps<Tx>, 'desk'>,
  ): Promise<{ readonly upload: Upload; readonly checked: readonly number[] } | null> {
    const { desk, send } = this.#options;
    const { upload, checked } = (await changeUpload(tx, { id, change }, { desk, ...deps })) ?? refuseUnknown();
    if (!checked) {
      await send(tx, stepOf(upload, 'read'));
      return null;
    }
    return { upload: (await desk.lock(tx, id)) ?? refuseUnknown(), checked };
  }

  /** What became of a file that went its way in one step, to its preview or to its end. Throws the refusal of a file that was refused as a whole. */
  async oneStepEnd(organizationId: number, publicId: string): Promise<OneStepEnd> {
    const { desk } = this.#options;
    const upload = await this.get(organizationId, publicId);
    if (upload.refusal) throw refused(upload.refusal);
    const batch = await desk.batchOf(upload.ref);
    const result = await desk.result(upload.ref);
    if (batch && result) return { batchId: batch.publicId, upload, result };
    if (batch?.state === 'cancelled') {
      throw new RequestError('conflict', 'The update was cancelled before anything was applied.');
    }
    // Given up: no try could even say what became of its rows.
    if (batch?.state === 'failed') throw new RequestError('unprocessable', batch.error ?? 'The update failed.');
    throw new Error('a batch that has ended has no result');
  }
}

/** A file of new customers has none. */
export function refuseContactsOfNew({ operation, contactsFile }: NewUpload): void {
  if (operation !== 'add' || !contactsFile) return;
  const fault = 'contactsFile: contacts belong to customers that there are already; send it in an update';
  throw new RequestError('validation_failed', 'Validation failed', { faults: [fault] });
}

/** As it was refused in the background. */
function refused({ code, message, faults, places }: Refusal): RequestError {
  return new RequestError(code, message, { faults, places });
}

export function stepOf(
  { list, publicId: uploadId }: Pick<NewUpload, 'list' | 'publicId'>,
  step: FileStep['step'],
): FileStep {
  const { organizationId, listId } = list;
  return { organizationId, listId, uploadId, step };
}

export function refuseUnknown(): never {
  throw new RequestError('not_found', 'There is no upload of this id; one that was not applied is kept for a day.');
}
