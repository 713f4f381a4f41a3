import { compareKeys } from '../../engine/compare-keys.ts';
import type { Change, Failure } from '../../engine/records.ts';
import type { Spool, SpoolRef } from '../ports.ts';
import type { Previews } from '../preview-ports.ts';
import { faultOfFailure } from '../results/failure-faults.ts';
import { rowKinds } from '../upload.ts';
import type { ListedRow, ShownRow } from './shown-rows.ts';

interface ComparedDeps {
  readonly spool: Pick<Spool, 'records'>;
  readonly previews: Pick<Previews, 'outcomesOf' | 'readChanges'>;
  readonly chunkRecords: number;
}

/** What comparing a step-by-step upload said of its rows. */
export class ComparedRows {
  readonly #ref: SpoolRef;
  readonly #deps: ComparedDeps;

  constructor(ref: SpoolRef, deps: ComparedDeps) {
    this.#ref = ref;
    this.#deps = deps;
  }

  /** The rows with what they would change, or why they would fail. */
  async withChanges(rows: readonly ListedRow[]): Promise<ShownRow[]> {
    const changing = rows.filter(({ outcome }) => outcome === 'updated');
    // Why no customer was found needs no looking up: it is always the same.
    const failing = rows.filter(({ kind }) => (kind & rowKinds.failing) !== 0);
    const borders = changing.length + failing.length === 0 ? [] : await this.#borders();
    const changes = await this.#changesOf(changing, borders);
    const failures = await this.#failuresOf(failing, borders);
    return rows.map((row) => shown(row, changes, failures));
  }

  async #borders(): Promise<readonly string[]> {
    const { spool, chunkRecords } = this.#deps;
    return (await spool.records(this.#ref)).cut(chunkRecords);
  }

  async #changesOf(rows: readonly ListedRow[], borders: readonly string[]): Promise<ReadonlyMap<string, Change>> {
    const keys = new Set(rows.flatMap(({ key }) => key ?? []));
    if (keys.size === 0) return new Map();
    const asked = [...keys].map((key) => ({ key, chunk: chunkOf(key, borders) }));
    return this.#deps.previews.readChanges(this.#ref, asked);
  }

  async #failuresOf(rows: readonly ListedRow[], borders: readonly string[]): Promise<ReadonlyMap<number, Failure>> {
    const failures = new Map<number, Failure>();
    const chunks = new Set(rows.flatMap(({ key }) => (key === null ? [] : chunkOf(key, borders))));
    for (const chunk of chunks) {
      // None: a check came to its end after the upload was looked up. Whoever asked sees that, and begins the page anew.
      const outcomes = (await this.#deps.previews.outcomesOf(this.#ref, chunk)) ?? [];
      for (const outcome of outcomes) if (outcome.outcome === 'failed') failures.set(outcome.index, outcome);
    }
    return failures;
  }
}

const missing = { error: 'document_missing_exception', reason: 'there is no such customer' } as const;

/** The last chunk that begins at this key or before it. */
export function chunkOf(key: string, borders: readonly string[]): number {
  return borders.findLastIndex((border) => compareKeys(border, key) <= 0);
}

function shown(
  { index, kind, texts: _texts, ...row }: ListedRow,
  changes: ReadonlyMap<string, Change>,
  failures: ReadonlyMap<number, Failure>,
): ShownRow {
  const failure = (kind & rowKinds.missing) === 0 ? failures.get(index) : missing;
  const errors = failure ? [...row.errors, faultOfFailure(failure, null)] : row.errors;
  const changed = row.outcome === 'updated' && row.key !== null ? changes.get(row.key) : undefined;
  return { ...row, errors, changes: changed?.fields ?? {} };
}
