import { Link } from 'wouter';
import { useMay } from '../../api/may.ts';
import { formatNumber } from '../../format/number.ts';
import { m } from '../../messages/messages.ts';
import { Card } from '../../parts/card.tsx';
import { OutcomeBar } from '../../parts/outcome-bar.tsx';
import styles from './batch.module.css';
import { type Batch, outcomeKinds } from './batch-words.ts';

/** What became of the records, in numbers; each leads to its records. */
export function BatchCounts({ batch }: { batch: Batch }) {
  const { counts, source, id, undoes } = batch;
  const mayRead = useMay('customers:read');
  const kinds = counts.pending > 0 ? [...outcomeKinds, 'pending' as const] : outcomeKinds;
  return (
    <Card title={source === 'preview' ? m.batches.wouldBecome : m.batches.became}>
      <OutcomeBar counts={counts} size="large" />
      <dl className={styles.counts}>
        <div className={styles.count}>
          <dt>{m.batches.total}</dt>
          <dd>{formatNumber(counts.total)}</dd>
        </div>
        {kinds.map((kind) => (
          <div key={kind} className={styles.count} data-kind={kind}>
            <dt>{m.outcomes[kind]}</dt>
            <dd>
              {mayRead && kind !== 'pending' && counts[kind] > 0 ? (
                <Link
                  href={`/batches/${id}?tab=outcomes&outcome=${kind}`}
                  replace
                  aria-label={m.outcomes.counted[kind](counts[kind])}
                >
                  {formatNumber(counts[kind])}
                </Link>
              ) : (
                formatNumber(counts[kind])
              )}
            </dd>
          </div>
        ))}
      </dl>
      {counts.warned > 0 && (
        <p>{undoes !== undefined ? m.batches.partlyLeftAlone(counts.warned) : m.batches.warned(counts.warned)}</p>
      )}
    </Card>
  );
}
