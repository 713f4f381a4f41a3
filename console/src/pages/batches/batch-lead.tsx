import { Link } from 'wouter';
import { useMay } from '../../api/may.ts';
import { formatDuration } from '../../format/date.ts';
import { useList } from '../../api/use-list.ts';
import { m } from '../../messages/messages.ts';
import { Moment } from '../../parts/moment.tsx';
import styles from './batch.module.css';
import { StateBadge } from './batch-state.tsx';
import type { Batch } from './batch-words.ts';

/** How far it is, into which list, who asked for it, when, and how long it took: in a line below the heading. */
export function BatchLead({ batch }: { batch: Batch }) {
  const { createdAt, startedAt, finishedAt, by, list } = batch;
  return (
    <span className={styles.lead}>
      <StateBadge batch={batch} />
      <ListLink list={list} />
      <span>{by?.name ?? m.batches.nobody}</span>
      <Moment at={createdAt} />
      {startedAt !== null && finishedAt !== null && <span>{m.batches.took(tookOf(startedAt, finishedAt))}</span>}
    </span>
  );
}

function ListLink({ list }: Pick<Batch, 'list'>) {
  const mayRead = useMay('customers:read');
  const { data: details } = useList(list);
  if (list === null) return <span>{m.batches.listGone}</span>;
  if (!mayRead) return <span>{list}</span>;
  return <Link href={`/lists/${list}`}>{details?.name ?? list}</Link>;
}

function tookOf(startedAt: string, finishedAt: string): string {
  const seconds = (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000;
  return seconds < 1 ? m.batches.underASecond : formatDuration(seconds);
}
