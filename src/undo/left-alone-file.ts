import { own } from '../engine/json.ts';
import type { OpenBatch } from '../engine/ports.ts';
import type { Change, Json, JsonObject, Outcome } from '../engine/records.ts';
import type { FileFormat, FileStore } from '../uploads/ports.ts';
import type { OpenResult, OpenResultFile } from '../uploads/results/result-ports.ts';
import type { UndoChunks } from './undo-chunks.ts';
import type { UndoList, UndoStore, WrittenFile } from './ports.ts';

export interface LeftAloneDeps {
  readonly files: Pick<FileStore, 'put'>;
  readonly openResult: OpenResult;
  readonly store: Pick<UndoStore, 'readCustomers'>;
}

/** Customers whose present values are held at once: one may take 64 KiB. */
const customersAtOnce = 250;

interface Options {
  readonly batch: Pick<OpenBatch, 'publicId'>;
  readonly list: UndoList;
  readonly chunks: UndoChunks;
}

const format: FileFormat = { type: 'csv', encoding: 'utf-8', delimiter: ',', lineEnds: 'crlf', sheet: null };

/**
 * The failure file of an undo: a row for each field that was left alone, and for each field of a customer that could not
 * be restored. Not there until its first row is.
 *
 *   nothing ──add──▶ begun ──end──▶ stored
 *                      └──abandon──▶ nothing of it is left
 */
export class LeftAloneFile {
  readonly #options: Options;
  readonly #deps: LeftAloneDeps;
  #open: { readonly writer: OpenResultFile; readonly stored: Promise<{ bytes: number }> } | null = null;
  /** Customers of whom something was restored, and something left alone. */
  #warned = 0;

  constructor(options: Options, deps: LeftAloneDeps) {
    this.#options = options;
    this.#deps = deps;
  }

  get warned(): number {
    return this.#warned;
  }

  /** Outcomes in any order; those without a fault are passed over. */
  async add(outcomes: readonly Outcome[]): Promise<void> {
    for (const [chunk, faulty] of this.#byChunk(outcomes)) await this.#addChunk(chunk, faulty);
  }

  /** null: there is nothing to tell. */
  async end(): Promise<WrittenFile | null> {
    if (!this.#open) return null;
    const { writer, stored } = this.#open;
    await writer.end();
    const { bytes } = await stored;
    const { mediaType } = writer;
    return {
      kind: 'left-alone',
      name: `${this.#options.batch.publicId}-left-alone.csv`,
      mediaType,
      storedAs: this.#name,
      bytes,
    };
  }

  async abandon(why: unknown): Promise<void> {
    this.#open?.writer.fail(why);
    await this.#open?.stored.catch(() => undefined);
  }

  #byChunk(outcomes: readonly Outcome[]): Map<number, Outcome[]> {
    const byChunk = new Map<number, Outcome[]>();
    for (const outcome of outcomes) {
      if (outcome.outcome !== 'failed' && !outcome.leftAlone) continue;
      if (outcome.outcome !== 'failed') this.#warned += 1;
      const chunk = this.#options.chunks.chunkOf(outcome.index);
      const others = byChunk.get(chunk);
      if (others) others.push(outcome);
      else byChunk.set(chunk, [outcome]);
    }
    return byChunk;
  }

  async #addChunk(chunk: number, outcomes: readonly Outcome[]): Promise<void> {
    const { chunks, list } = this.#options;
    const { changes, first } = await chunks.open(chunk);
    const told = outcomes.flatMap((outcome) => {
      const change = changes[outcome.index - first];
      return change ? [{ outcome, change }] : [];
    });
    for (let start = 0; start < told.length; start += customersAtOnce) {
      const some = told.slice(start, start + customersAtOnce);
      const keys = some.map(({ change }) => change.key);
      const fields = [...new Set(some.flatMap(({ change }) => Object.keys(change.fields)))];
      const customers = await this.#deps.store.readCustomers(list.list, { keys, fields });
      for (const { outcome, change } of some) {
        for (const row of rowsOf(outcome, change, customers.get(change.key))) await this.#write(row);
      }
    }
  }

  async #write(row: readonly (string | null)[]): Promise<void> {
    const isNew = this.#open === null;
    this.#open ??= this.#begin();
    const { writer } = this.#open;
    if (isNew) await writer.beginSheet('Left alone', this.#header);
    await writer.write(row);
  }

  get #header(): string[] {
    return [this.#options.list.fields.keyField, 'field', 'before the batch', 'from the batch', 'now', 'error'];
  }

  get #name(): string {
    return leftAloneName(this.#options.batch);
  }

  #begin(): { writer: OpenResultFile; stored: Promise<{ bytes: number }> } {
    const writer = this.#deps.openResult(format);
    const stored = this.#deps.files.put(this.#name, writer.content);
    // A store that failed before it read would let the writer wait for ever.
    stored.catch((error: unknown) => writer.fail(error));
    return { writer, stored };
  }
}

/** Where it lies in the file store. */
export function leftAloneName({ publicId }: Pick<OpenBatch, 'publicId'>): string {
  return `results/${publicId}/left-alone.csv`;
}

const edited = 'Edited since the batch, and left alone.';

function rowsOf(outcome: Outcome, { key, fields }: Change, now: JsonObject | undefined): (string | null)[][] {
  const isFailed = outcome.outcome === 'failed';
  const names = isFailed ? Object.keys(fields) : (outcome.leftAlone ?? []);
  const error = isFailed ? `${outcome.reason}.` : edited;
  return names.map((name) => {
    const { from, to } = own(fields, name) ?? {};
    return [key, name, textOf(from), textOf(to), textOf(now && own(now, name)), error];
  });
}

function textOf(value: Json | undefined): string | null {
  if (value === undefined) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
