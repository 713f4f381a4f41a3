import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { api } from '../../../api/api.ts';
import type { Endpoints } from '../../../api/generated/client.ts';
import { m } from '../../../messages/messages.ts';
import { Card } from '../../../parts/card.tsx';
import { Moment } from '../../../parts/moment.tsx';
import styles from '../start.module.css';

type Batch = Endpoints.get_ListBatches['responses'][200]['data'][number];

/** Batches that are named; and those asked for, as previews are among them. */
const shownMax = 5;
const askedMax = 25;
/** Milliseconds between two looks while one of them runs. */
const lookMs = 3_000;

/** What was last done to the list: whoever sends a file twice sees it here. */
export function RecentBatches({ list }: { list: string }) {
  const { data } = useQuery({
    queryKey: ['batches', 'recent', list],
    queryFn: async ({ signal }) =>
      (await api.get('/api/v1/batches', { query: { list, limit: askedMax }, overrides: { signal } })).data,
    // A preview has done nothing to the list.
    select: (batches) => batches.filter(({ source }) => source !== 'preview').slice(0, shownMax),
    refetchInterval: ({ state }) => (state.data?.some(goesOn) === true ? lookMs : false),
  });
  if (!data || data.length === 0) return null;
  return (
    <div className={styles.recent}>
      <Card
        title={m.update.start.recent}
        actions={<Link href={`/batches?list=${encodeURIComponent(list)}`}>{m.update.start.allBatches}</Link>}
      >
        <ul className={styles.batches}>
          {data.map((batch) => (
            <li key={batch.id}>
              <Link href={`/batches/${batch.id}`}>
                <Moment at={batch.createdAt} isRelative />
              </Link>
              {batch.state !== 'completed' && <strong>{m.batches.states[batch.state]}</strong>}
              {!goesOn(batch) && <span>{m.update.start.batchCounts(batch.counts)}</span>}
              <span className={styles.soft}>{m.update.start.batchBy(whatItWas(batch), batch.by?.name ?? null)}</span>
            </li>
          ))}
        </ul>
      </Card>
    </div>
  );
}

/** Its numbers are not its last ones. */
function goesOn({ state }: Batch): boolean {
  return state === 'queued' || state === 'running' || state === 'interrupted';
}

function whatItWas({ source, operation }: Batch): string {
  const what = m.batches.sources[source];
  return source === 'undo' || operation === 'update' ? what : m.batches.operated(what, operation);
}
