import { Link } from 'wouter';
import { formatNumber, formatShare } from '../../format/number.ts';
import { m } from '../../messages/messages.ts';
import { Moment } from '../../parts/moment.tsx';
import { OutcomeBar } from '../../parts/outcome-bar.tsx';
import { StateBadge } from './batch-state.tsx';
import { type Batch, whatItIs } from './batch-words.ts';
import styles from './batches.module.css';

interface BatchRowProps {
  readonly batch: Batch;
  readonly nameOf: (list: string) => string;
  /** Shows only what this person has asked for. */
  readonly onPerson: (id: string) => void;
}

export function BatchRow({ batch, nameOf, onPerson }: BatchRowProps) {
  const { id, createdAt, list, by, counts, state, undoneBy, progress } = batch;
  return (
    <tr>
      <td>
        <Link href={`/batches/${id}`} className={styles.when}>
          <Moment at={createdAt} />
        </Link>
      </td>
      <td>{whatItIs(batch)}</td>
      <td className={styles.name}>{list === null ? m.batches.listGone : nameOf(list)}</td>
      <td className={styles.name}>
        {by === null ? (
          m.batches.nobody
        ) : (
          <button
            type="button"
            className={styles.person}
            title={m.batches.onlyOf(by.name)}
            onClick={() => onPerson(by.id)}
          >
            {by.name}
          </button>
        )}
      </td>
      <td>
        <div className={styles.counts}>
          <span className={styles.total}>{formatNumber(counts.total)}</span>
          <OutcomeBar counts={counts} />
        </div>
      </td>
      <td>
        <StateBadge batch={batch} />
        {state === 'running' && progress.of > 0 && (
          <span className={styles.aside}>{formatShare(progress.done / progress.of)}</span>
        )}
        {undoneBy !== null && <span className={styles.aside}>{m.batches.undone}</span>}
      </td>
    </tr>
  );
}
