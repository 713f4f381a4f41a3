import { compareKeys } from '../../engine/compare-keys.ts';
import type { Failure, FieldChanges } from '../../engine/records.ts';
import { RequestError } from '../../errors/request-error.ts';
import type { Spool, SpoolRef } from '../ports.ts';
import type { Previews } from '../preview-ports.ts';
import { faultOfFailure } from '../results/failure-faults.ts';
import type { ListedRow, ShownRow } from './shown-rows.ts';

interface ComparedDeps {
  readonly spool: Pick<Spool, 'records'>;
  readonly previews: Pick<Previews, 'read' | 'readChanges'>;
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
    const compared = rows.filter(({ outcome }) => outcome === 'updated' || outcome === 'failed');
    const changes = new Map<string, FieldChanges>();
    const failures = new Map<number, Failure>();
    for (const [chunk, own] of await this.#byChunk(compared)) {
      const keys = own.filter(({ outcome }) => outcome === 'updated').flatMap(({ key }) => key ?? []);
      const found = keys.length === 0 ? [] : await this.#deps.previews.readChanges(this.#ref, chunk, keys);
      for (const [key, { fields }] of found) changes.set(key, fields);
      if (keys.length === own.length) continue;
      const preview = (await this.#deps.previews.read(this.#ref, chunk)) ?? refuseMeanwhile();
      for (const outcome of preview.outcomes) if (outcome.outcome === 'failed') failures.set(outcome.index, outcome);
    }
    return rows.map((row) => shown(row, changes, failures));
  }

  async #byChunk(rows: readonly ListedRow[]): Promise<ReadonlyMap<number, readonly ListedRow[]>> {
    const chunks = new Map<number, ListedRow[]>();
    if (rows.length === 0) return chunks;
    const { spool, chunkRecords } = this.#deps;
    const borders = (await spool.records(this.#ref)).cut(chunkRecords);
    for (const row of rows) {
      if (row.key === null) continue;
      const chunk = chunkOf(row.key, borders);
      const own = chunks.get(chunk);
      if (own) own.push(row);
      else chunks.set(chunk, [row]);
    }
    return chunks;
  }
}

/** Somebody changed the upload after it was looked up. */
function refuseMeanwhile(): never {
  throw new RequestError('conflict', 'The upload is being checked again; look at it when it is ready.', {
    retryAfterSeconds: 1,
  });
}

/** The last chunk that begins at this key or before it. */
function chunkOf(key: string, borders: readonly string[]): number {
  return borders.findLastIndex((border) => compareKeys(border, key) <= 0);
}

function shown(
  { index, kind: _kind, texts: _texts, ...row }: ListedRow,
  changes: ReadonlyMap<string, FieldChanges>,
  failures: ReadonlyMap<number, Failure>,
): ShownRow {
  const failure = failures.get(index);
  const errors = failure ? [...row.errors, faultOfFailure(failure, null)] : row.errors;
  const changed = row.outcome === 'updated' && row.key !== null ? changes.get(row.key) : undefined;
  return { ...row, errors, changes: changed ?? {} };
}
