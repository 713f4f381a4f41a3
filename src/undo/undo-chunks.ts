import { pinned, type StoredPreview } from '../engine/pinned.ts';
import type { Change, Settle, ValidRecord } from '../engine/records.ts';
import type { UndoChunk } from './cut-undo.ts';
import type { OpenUndo, UndoList, UndoStore } from './ports.ts';
import { undoRecord } from './undo-record.ts';

interface Options {
  readonly undo: OpenUndo;
  readonly list: UndoList;
  readonly cut: readonly UndoChunk[];
  readonly store: Pick<UndoStore, 'readChanges' | 'readPreview'>;
}

/** Changes that are to be taken back were swept meanwhile. */
export class HistoryGone extends Error {}

/** The chunks of an undo: each is read from the history of the batch that is undone, and made into records. */
export class UndoChunks {
  readonly #options: Options;

  constructor(options: Options) {
    this.#options = options;
  }

  get cut(): readonly UndoChunk[] {
    return this.#options.cut;
  }

  get count(): number {
    return this.#options.cut.length;
  }

  /** The changes that a chunk takes back, and the place of the first among all of the batch. */
  async open(chunk: number): Promise<{ readonly changes: readonly Change[]; readonly first: number }> {
    const { cut, list, store } = this.#options;
    const { packs, count, first } = cut[chunk] ?? { packs: [], count: 0, first: 0 };
    const changes = await store.readChanges(list.list.organizationId, packs);
    if (changes.length !== count) throw new HistoryGone();
    return { changes, first };
  }

  /** Those of a preview that is applied are held to what was shown. */
  async read(chunk: number): Promise<readonly ValidRecord[]> {
    const { undo, list, store } = this.#options;
    const { changes, first } = await this.open(chunk);
    const records = changes.map((change, place) =>
      undoRecord(change, { operation: undo.operation, index: first + place, fields: list.fields }),
    );
    if (undo.previewId === null) return records;
    const { organizationId } = list.list;
    return asShown(records, await store.readPreview({ organizationId, batchId: undo.previewId }, chunk));
  }

  /** The chunk that a record is in. */
  chunkOf(index: number): number {
    return this.#options.cut.findLastIndex(({ first }) => first <= index);
  }
}

/** Rule 8; and what would now be left alone though it was shown as restored has changed since the preview, too. */
function asShown(records: readonly ValidRecord[], preview: StoredPreview): ValidRecord[] {
  /** The fields that were shown as left alone; null: it was shown as failing. */
  const shown = new Map<number, string | null>();
  for (const outcome of preview.outcomes) {
    shown.set(outcome.index, outcome.outcome === 'failed' ? null : namesOf(outcome.leftAlone));
  }
  return pinned(records, preview).map((record) => {
    const { settle } = record;
    const names = shown.get(record.index);
    if (names === undefined) throw new Error(`record ${record.index} of an undo was never shown`);
    return settle && names !== null ? { ...record, settle: unlessOther(settle, names) } : record;
  });
}

function unlessOther(settle: Settle, names: string): Settle {
  return (stored) => {
    const settled = settle(stored);
    const isOther = 'error' in settled || namesOf(settled.leftAlone) !== names;
    if (!isOther) return settled;
    const reason = 'Changed since the preview: what it showed can no longer be restored as it was shown';
    return { error: 'preview_changed_exception', reason };
  };
}

function namesOf(fields: readonly string[] = []): string {
  return JSON.stringify(fields);
}
