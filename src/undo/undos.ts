import { type UndoTrouble, undoTrouble } from '../engine/undo-trouble.ts';
import { RequestError } from '../errors/request-error.ts';
import type { BatchId, FoundBatch, NewUndo, UndoDesk } from './ports.ts';
import { inverseOf } from './undo-record.ts';

/** An undo that has something left to do. */
export interface UndoStep {
  readonly organizationId: number;
  readonly listId: number;
  /** The store's own id of the undo. */
  readonly batchId: number;
  readonly step: 'undo';
}

interface Options<Tx> {
  readonly desk: UndoDesk<Tx>;
  /** Has it done in the background, once the transaction is committed. */
  readonly send: (tx: Tx, step: UndoStep) => Promise<void>;
  /** When a preview that is made now expires. */
  readonly previewExpiry: () => Date;
}

interface UndoRequest {
  /** `batch_…` of the undo, or of its preview. */
  readonly batchId: string;
  readonly tokenId: number | null;
}

/** The preview of an undo. */
interface ShownUndo {
  readonly list: Pick<FoundBatch['list'], 'organizationId'>;
  /** The store's own id of the batch which it would take back. */
  readonly undoes: number;
}

/** The desk at which batches are taken back. An undo is a batch of its own, which takes its turn with the files of its list. */
export class Undos<Tx> {
  readonly #options: Options<Tx>;

  constructor(options: Options<Tx>) {
    this.#options = options;
  }

  /** Has a batch taken back. Refused while it runs, where nothing is left to take back, and where it no longer can be. */
  async undo(tx: Tx, id: BatchId, { batchId, tokenId }: UndoRequest): Promise<void> {
    const batch = await this.#undoable(tx, id);
    await this.#begin(tx, { publicId: batchId, batch, tokenId, expiresAt: null });
  }

  /** Has it found out what taking it back would do. */
  async preview(tx: Tx, id: BatchId, { batchId, tokenId }: UndoRequest): Promise<void> {
    const batch = await this.#undoable(tx, id);
    const expiresAt = this.#options.previewExpiry();
    await this.#begin(tx, { publicId: batchId, batch, tokenId, expiresAt });
  }

  /** Has done what a preview showed, and nothing else. Its caller holds the preview, has seen that it can be applied, and sees to it that this works once. */
  async applyPreview(tx: Tx, preview: ShownUndo, { batchId, tokenId }: UndoRequest): Promise<void> {
    const { organizationId } = preview.list;
    const batch = await this.#undoable(tx, { organizationId, id: preview.undoes });
    await this.#begin(tx, { publicId: batchId, batch, tokenId, expiresAt: null });
  }

  async #undoable(tx: Tx, id: Parameters<UndoDesk<Tx>['lock']>[1]): Promise<FoundBatch> {
    const batch = (await this.#options.desk.lock(tx, id)) ?? refuseUnknown();
    const trouble = undoTrouble(batch);
    if (trouble !== null) throw refusalOf(trouble, batch);
    return batch;
  }

  async #begin(tx: Tx, undo: Omit<NewUndo, 'operation' | 'batch'> & { readonly batch: FoundBatch }): Promise<void> {
    const { desk, send } = this.#options;
    const batchId = await desk.insert(tx, { ...undo, operation: inverseOf[undo.batch.operation] });
    await send(tx, { ...undo.batch.list, batchId, step: 'undo' });
  }
}

function refusalOf(trouble: UndoTrouble, { state, undoneBy }: FoundBatch): RequestError {
  if (trouble !== 'running') return new RequestError('conflict', sentences[trouble](undoneBy ?? ''));
  const sentence = `The batch is ${state}; undo it when it has ended, or cancel it first.`;
  return new RequestError('conflict', sentence, { retryAfterSeconds: 1 });
}

const sentences: Readonly<Record<Exclude<UndoTrouble, 'running'>, (undoneBy: string) => string>> = {
  preview: () => 'The batch is a preview: it has changed nothing, so there is nothing to undo.',
  undone: (undoneBy) => `The batch was undone already, as ${undoneBy}.`,
  'no list': () => 'The customer list of the batch was deleted; there is nothing left to undo.',
  nothing: () => 'The batch has changed no customer, so there is nothing to undo.',
  swept: () => 'The history of the batch is kept no longer, so it cannot be undone.',
};

function refuseUnknown(): never {
  throw new RequestError('not_found', 'There is no batch of this id.');
}
