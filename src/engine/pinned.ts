import type { Failure, Outcome, ValidRecord } from './records.ts';

/** What a chunk was previewed as, as far as applying it asks. */
export interface StoredPreview {
  readonly outcomes: readonly Outcome[];
  /** The version that each customer had, by key; who is absent was not there. */
  readonly versions: ReadonlyMap<string, number>;
}

/**
 * Rule 8: the records of a chunk as they were shown. Each is held to the version that it was compared with; one that
 * was shown as failing fails in the same way, whatever has become of its customer since.
 */
export function pinned(records: readonly ValidRecord[], { outcomes, versions }: StoredPreview): ValidRecord[] {
  const failures = new Map<number, Failure>();
  for (const outcome of outcomes) if (outcome.outcome === 'failed') failures.set(outcome.index, outcome);
  return records.map((record) => {
    const failure = failures.get(record.index);
    if (failure) {
      const { error, reason } = failure;
      return { ...record, settle: () => ({ error, reason }) };
    }
    const expectedVersion = versions.get(record.key);
    if (expectedVersion === undefined) return record;
    return { ...record, expectedVersion, conflictCode: 'preview_changed_exception' };
  });
}
