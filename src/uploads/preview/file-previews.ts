import type { ListRef } from '../../engine/ports.ts';
import { RequestError } from '../../errors/request-error.ts';
import { type BrakeReader, refuseShown } from '../apply/refuse-whole.ts';
import { type MappingMemory, rememberMapping } from '../apply/remember-mapping.ts';
import type { FileBatches } from '../batch-ports.ts';
import { refuseUnlessReady } from '../refuse-unless-ready.ts';
import type { Findings, NewUpload, Upload } from '../upload.ts';
import type { CheckedUpload, UploadDesk } from '../upload-store.ts';
import { type FileStep, refuseContactsOfNew, refuseUnknown, stepOf } from '../uploads.ts';
import type { PreviewBatches } from './ports.ts';

interface Options<Tx> extends BrakeReader<Tx>, MappingMemory<Tx> {
  readonly desk: UploadDesk<Tx>;
  readonly batches: Pick<FileBatches<Tx>, 'insert'>;
  readonly previews: PreviewBatches<Tx>;
  /** Has the step done in the background, once the transaction is committed. */
  readonly send: (tx: Tx, step: FileStep) => Promise<void>;
  readonly transact: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;
  /** Until when a preview that is asked for now can be applied. */
  readonly expiry: () => Date;
}

interface Id {
  readonly organizationId: number;
  /** Of an upload, or of a batch. */
  readonly publicId: string;
}

interface MakeRequest {
  readonly batchId: string;
  readonly tokenId: number | null;
  readonly atomic: boolean;
  readonly maxAffected: number | null;
}

/** A preview that has ended, with its row locked; its caller has seen to it that it can be applied still. */
interface ToApply {
  /** `batch_…` */
  readonly publicId: string;
  readonly list: ListRef;
  readonly maxAffected: number | null;
}

/** Of a preview of a file: what it shows, and how. */
export interface ShownPreview extends CheckedUpload {
  readonly atomic: boolean;
  /** All or nothing, and nothing it would be. */
  readonly isAborted: boolean;
}

/** Previews of files: what was compared is what is shown, and what applying it applies (rule 8). */
export class FilePreviews<Tx> {
  readonly #options: Options<Tx>;

  constructor(options: Options<Tx>) {
    this.#options = options;
  }

  /** Takes in a file that goes its way in one step as far as its preview. */
  async receive(upload: NewUpload, { publicId }: { readonly publicId: string }): Promise<void> {
    const { desk, batches, send, transact, expiry } = this.#options;
    const { list, operation, tokenId, options } = upload;
    refuseContactsOfNew(upload);
    const { atomic, maxAffected } = options;
    const expiresAt = expiry();
    // It is there as long as its preview.
    const kept = { oneStep: false, expiresAt: new Date(expiresAt.getTime() + marginMs) };
    await transact(async (tx) => {
      const ref = await desk.insert(tx, { ...upload, ...kept });
      const how = { atomic, maxAffected, expiresAt, uploadId: ref.uploadId };
      const { id } = await batches.insert(tx, { publicId, source: 'preview', list, operation, tokenId, ...how });
      await desk.setPreview(tx, ref, id);
      await send(tx, stepOf(upload, 'preview'));
    });
  }

  /** Makes a preview of what is shown of an upload, which stays as it is: it can be changed, and previewed again. */
  async make(tx: Tx, id: Id, { batchId: publicId, tokenId, atomic, maxAffected }: MakeRequest): Promise<void> {
    const { desk, batches, send, expiry } = this.#options;
    const upload = (await desk.lock(tx, id)) ?? refuseUnknown();
    await this.#refuseWhole(tx, upload, { atomic, maxAffected });
    const { list, operation, ref } = upload;
    const expiresAt = new Date(Math.min(expiry().getTime(), upload.expiresAt.getTime() - marginMs));
    const how = { atomic, maxAffected, expiresAt, uploadId: ref.uploadId };
    await batches.insert(tx, { publicId, source: 'preview', list, operation, tokenId, ...how });
    await send(tx, stepOf(upload, 'preview'));
  }

  /** Has applied what a preview shows, pinned to what it showed; as it was asked for. Once, whether by it or without it. */
  async apply(
    tx: Tx,
    { publicId, list, maxAffected }: ToApply,
    { batchId, tokenId }: { readonly batchId: string; readonly tokenId: number | null },
  ): Promise<void> {
    const { desk, batches, previews, send } = this.#options;
    const id = { organizationId: list.organizationId, publicId };
    const upload = await desk.lockByBatch(tx, id);
    const preview = await previews.findIn(tx, id);
    if (!upload || !preview) throw new RequestError('conflict', gone);
    const { atomic } = preview;
    // Says more than that it was changed: which batch applied it.
    const isApplied = upload.batchId !== null;
    if (preview.revision !== upload.revision && !isApplied) throw new RequestError('conflict', changed);
    const findings = await this.#refuseWhole(tx, upload, { atomic, maxAffected });
    const { ref, operation } = upload;
    const source = upload.previewId === null ? 'upload' : 'company';
    const row = { publicId: batchId, source, operation, tokenId, atomic, uploadId: ref.uploadId } as const;
    const { id: batch } = await batches.insert(tx, { ...row, list: upload.list });
    await desk.setBatch(tx, ref, { id: batch, how: { atomic, maxAffected, pinned: true } });
    await rememberMapping(tx, { upload, findings, pinned: true }, this.#options);
    await send(tx, stepOf(upload, 'apply'));
  }

  /**
   * A preview's upload, to show its rows: `nothing`, while it is made and where it was refused. null: it is no preview of
   * a file. Refuses one whose upload was changed, or is kept no longer. Whoever reads of the spool what it shows asks again
   * afterwards: a check that came to its end meanwhile has taken some of it away.
   */
  async shown({ organizationId, publicId }: Id): Promise<ShownPreview | 'nothing' | null> {
    const { desk, previews } = this.#options;
    const preview = await previews.find({ organizationId, publicId });
    if (!preview) return null;
    if (preview.state !== 'completed') return 'nothing';
    const checked = await desk.findByBatch({ organizationId, publicId });
    if (!checked) throw new RequestError('conflict', gone);
    if (checked.upload.revision !== preview.revision) throw new RequestError('conflict', changed);
    const { atomic, faulty } = preview;
    return { ...checked, atomic, isAborted: atomic && faulty > 0 };
  }

  async #refuseWhole(tx: Tx, upload: Upload, how: Pick<MakeRequest, 'atomic' | 'maxAffected'>): Promise<Findings> {
    const findings = await refuseUnlessReady(tx, upload, this.#options);
    await refuseShown(tx, { upload, findings, how }, this.#options);
    return findings;
  }
}

/** Whoever applies a preview just before it expires is done with it before the sweep comes for the upload. */
const marginMs = 60_000;

const changed = 'The upload was changed after this preview was made; ask for another one.';
const gone = 'The file that this preview shows is kept no longer.';
