import { m } from '../messages/messages.ts';
import styles from './outcome-bar.module.css';

/** Records by what became of them. */
export interface OutcomeCounts {
  readonly updated: number;
  readonly unchanged: number;
  readonly invalid: number;
  readonly failed: number;
  /** Not reached yet. */
  readonly pending: number;
}

const kinds = ['updated', 'unchanged', 'invalid', 'failed', 'pending'] as const;

/** How the records of a batch are divided, as a bar; read aloud as a sentence. */
export function OutcomeBar({ counts, size = 'small' }: { counts: OutcomeCounts; size?: 'small' | 'large' }) {
  return (
    <div className={`${styles.bar} ${styles[size]}`} role="img" aria-label={outcomesInWords(counts)}>
      {kinds.map(
        (kind) =>
          counts[kind] > 0 && (
            <span key={kind} className={`${styles.part} ${styles[kind]}`} style={{ flexGrow: counts[kind] }} />
          ),
      )}
    </div>
  );
}

/** "4,812 updated, 3 failed". */
export function outcomesInWords(counts: OutcomeCounts): string {
  const there = kinds.filter((kind) => counts[kind] > 0);
  return there.map((kind) => m.outcomes.counted[kind](counts[kind])).join(', ') || m.outcomes.noRecords;
}
