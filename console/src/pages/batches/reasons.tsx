import type { ListField } from '../../api/use-list.ts';
import { m } from '../../messages/messages.ts';
import { fieldLabel, withFieldLabel } from '../../parts/field-label.ts';
import styles from './batch.module.css';
import type { Outcome } from './use-outcomes.ts';

interface ReasonsProps {
  readonly outcome: Outcome;
  /** What the list says of its fields; none: it is not known, and they go by their names. */
  readonly fields: readonly ListField[];
}

/** Why a record ended as it did, in words, and what to do where something can be done. */
export function Reasons({ outcome, fields }: ReasonsProps) {
  const { error, reason, errors = none, leftAlone = none, warnings = none } = outcome;
  const isTelling = error !== undefined && reason !== undefined && !saysAll.has(error);
  return (
    <>
      {error !== undefined && <strong className={styles.why}>{m.batches.failures[error] ?? reason}</strong>}
      {isTelling && <span className={styles.soft}>{reason}</span>}
      {errors.length > 0 && (
        <ul className={styles.sentences}>
          {errors.map((sentence) => (
            <li key={sentence}>{withFieldLabel(fields, sentence)}</li>
          ))}
        </ul>
      )}
      {leftAlone.length > 0 && (
        <p>{m.batches.leftAlone(leftAlone.map((name) => fieldLabel(fields, name)).join(', '))}</p>
      )}
      {warnings.map((sentence) => (
        <p key={sentence} className={styles.soft}>
          {withFieldLabel(fields, sentence)}
        </p>
      ))}
    </>
  );
}

const none: string[] = [];

/** Where our own words are all that there is to say; of the others the service says which fields, or by whom. */
const saysAll: ReadonlySet<Outcome['error']> = new Set<Outcome['error']>([
  'document_missing_exception',
  'batch_cancelled_exception',
  'batch_interrupted_exception',
]);
