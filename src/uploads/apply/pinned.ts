import type { Failure, ValidRecord } from '../../engine/records.ts';
import type { StoredPreview } from '../preview-ports.ts';

/**
 * Rule 8: the records of a chunk as they were shown. Each is pinned to the version that it was compared with; one that
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
    return expectedVersion === undefined ? record : { ...record, expectedVersion };
  });
}
