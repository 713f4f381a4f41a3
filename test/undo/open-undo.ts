/** Undoing on a real database, without a service around it. */
import assert from 'node:assert/strict';
import type { Engine } from '../../src/engine/engine.ts';
import type { CompiledFields } from '../../src/engine/fields.ts';
import type { ListRef } from '../../src/engine/ports.ts';
import type { Tx } from '../../src/store/database.ts';
import { fileBatches } from '../../src/store/file-batches.ts';
import { undoDesk } from '../../src/store/undo-desk.ts';
import { undoStore } from '../../src/store/undo-store.ts';
import { runUndo, type UndoDeps } from '../../src/undo/run-undo.ts';
import { Undos, type UndoStep } from '../../src/undo/undos.ts';
import type { OpenResultFile } from '../../src/uploads/results/result-ports.ts';
import { anyFields, startEngine } from '../engine/start-engine.ts';
import { openStore, type OpenStore } from '../engine/open-store.ts';

export interface OpenUndo extends AsyncDisposable {
  readonly room: OpenStore;
  readonly engine: Engine;
  readonly deps: UndoDeps<Tx>;
  /** Asks for the undo of a batch; resolves with its id and what is left to do. */
  ask(list: ListRef, publicId: string, what?: 'preview'): Promise<Asked>;
  /** Asks for what a preview showed. */
  apply(preview: string, list: ListRef): Promise<Asked>;
  /** Undoes a batch to the end; its state. */
  undo(list: ListRef, publicId: string): Promise<{ readonly publicId: string; readonly state: string }>;
}

interface Asked {
  readonly publicId: string;
  readonly step: UndoStep;
}

interface Options {
  readonly fields?: CompiledFields;
  readonly fileChunkRecordsMax?: number;
  readonly packRecordsMax?: number;
  readonly chunkRecordsMax?: number;
}

export async function openUndo(options: Options = {}): Promise<OpenUndo> {
  const { fields = anyFields, fileChunkRecordsMax = 3, packRecordsMax = 2, chunkRecordsMax = 3 } = options;
  const room = await openStore();
  const { database } = room;
  const owner = await room.owner();
  const store = await room.store({ owner, packRecordsMax });
  const engine = startEngine(store, { chunkRecordsMax, chunksAtOnceMax: 2 });
  const deps: UndoDeps<Tx> = {
    engine,
    batches: fileBatches({ database, owner, running: store.running }),
    store: {
      ...undoStore({ database, owner, packRecordsMax, filesDays: 1, newFileId: () => '' }),
      // Its lists are of no organization, so there is nobody to make a link for.
      saveResults: async ({ id }, { warned }) =>
        void (await database.query('update batches set warned = $2 where id = $1', [id, warned])),
    },
    lists: { find: async (list) => ({ list, fields }) },
    files: { put: async () => ({ bytes: 0 }), delete: async () => undefined },
    openResult: sink,
    limits: { fileChunkRecordsMax },
  };
  const steps: UndoStep[] = [];
  const undos = new Undos<Tx>({
    desk: undoDesk,
    send: async (_tx, step) => void steps.push(step),
    previewExpiry: () => new Date(Date.now() + 60_000),
  });
  let asked = 0;
  const askIn = async (
    work: (tx: Tx, request: { batchId: string; tokenId: null }) => Promise<void>,
  ): Promise<Asked> => {
    asked += 1;
    const batchId = `batch_undo_${asked}`;
    await database.transact((tx) => work(tx, { batchId, tokenId: null }));
    const step = steps.pop();
    assert.ok(step);
    return { publicId: batchId, step };
  };
  const ask: OpenUndo['ask'] = async ({ organizationId }, publicId, what) =>
    askIn(async (tx, request) => undos[what ?? 'undo'](tx, { organizationId, publicId }, request));
  return {
    room,
    engine,
    deps,
    ask,
    apply: async (publicId, list) =>
      askIn(async (tx, request) => {
        const { rows } = await tx.query<{ id: number; undoes: number }>(
          'select id, undoes from batches where public_id = $1',
          [publicId],
        );
        const [preview] = rows;
        assert.ok(preview);
        await undos.applyPreview(tx, { ...preview, list }, request);
        await tx.query('update batches set preview_id = $2 where public_id = $1', [request.batchId, preview.id]);
      }),
    async undo(list, publicId) {
      const { publicId: own, step } = await ask(list, publicId);
      await runUndo(step, deps, new AbortController().signal);
      const { rows } = await database.query<{ state: string }>('select state from batches where public_id = $1', [own]);
      return { publicId: own, state: rows[0]?.state ?? 'gone' };
    },
    [Symbol.asyncDispose]: () => room[Symbol.asyncDispose](),
  };
}

/** A result file that nobody reads. */
function sink(): OpenResultFile {
  const nothing = async (): Promise<void> => undefined;
  const content = (async function* () {})();
  return {
    beginSheet: nothing,
    write: nothing,
    end: nothing,
    fail: () => undefined,
    content,
    extension: 'csv',
    mediaType: 'text/csv',
  };
}
