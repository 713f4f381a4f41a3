import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { api } from '../../../api/api.ts';
import { m } from '../../../messages/messages.ts';
import { Card } from '../../../parts/card.tsx';
import { Moment } from '../../../parts/moment.tsx';
import styles from '../start.module.css';

/** Batches that are named. */
const shownMax = 5;

/** What was last done to the list: whoever sends a file twice sees it here. */
export function RecentBatches({ list }: { list: string }) {
  const { data } = useQuery({
    queryKey: ['batches', 'recent', list],
    queryFn: async ({ signal }) =>
      (await api.get('/api/v1/batches', { query: { list, limit: shownMax }, overrides: { signal } })).data,
  });
  if (!data || data.length === 0) return null;
  return (
    <div className={styles.recent}>
      <Card
        title={m.update.start.recent}
        actions={<Link href={`/batches?list=${encodeURIComponent(list)}`}>{m.update.start.allBatches}</Link>}
      >
        <ul className={styles.batches}>
          {data.map(({ id, createdAt, counts, source, by }) => (
            <li key={id}>
              <Link href={`/batches/${id}`}>
                <Moment at={createdAt} isRelative />
              </Link>
              <span>{m.update.start.batchCounts(counts)}</span>
              <span className={styles.soft}>{m.update.start.batchBy(source, by?.name ?? null)}</span>
            </li>
          ))}
        </ul>
      </Card>
    </div>
  );
}
