import { useList } from '../../api/use-list.ts';
import { useMay } from '../../api/may.ts';
import { m } from '../../messages/messages.ts';
import { Card } from '../../parts/card.tsx';
import { ErrorState } from '../../parts/error-state.tsx';
import { Loading } from '../../parts/loading.tsx';
import { TableFrame } from '../../parts/table-frame.tsx';
import styles from './batch.module.css';
import type { Batch } from './batch-words.ts';
import { CustomerLink } from './customer-link.tsx';
import { Reasons } from './reasons.tsx';
import { useOtherBatch } from './use-batch.ts';
import { useLeftAlone } from './use-left-alone.ts';

/** What an undo would do: what it restores, and what it leaves alone because somebody has edited it since. */
export function UndoPreview({ batch, undoes }: { batch: Batch; undoes: string }) {
  const { operation, counts } = batch;
  const isRedo = useOtherBatch(undoes)?.source === 'undo';
  const mayRead = useMay('customers:read');
  const restored = m.batches.restored[operation](counts.updated);
  return (
    <Card title={isRedo ? m.batches.redoTitle : m.batches.undoTitle}>
      <ul className={styles.sentences}>
        <li>{restored}</li>
        {counts.unchanged > 0 && <li>{m.batches.restoredAlready(counts.unchanged)}</li>}
        {counts.failed > 0 && <li>{m.batches.notRestored(counts.failed)}</li>}
      </ul>
      {mayRead && <LeftAlone batch={batch} />}
    </Card>
  );
}

function LeftAlone({ batch }: { batch: Batch }) {
  const { counts } = batch;
  const { data, error, refetch } = useLeftAlone(batch);
  const fields = useList(batch.list).data?.fields ?? [];
  if (counts.failed + counts.warned === 0) return <p>{m.batches.noneEdited}</p>;
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Loading label={m.batches.lookingForEdited} />;
  return (
    <>
      <h3>{m.batches.leftAloneTitle}</h3>
      <TableFrame label={m.batches.leftAloneTitle}>
        <thead>
          <tr>
            <th scope="col">{m.batches.customer}</th>
            <th scope="col">{m.batches.stays}</th>
          </tr>
        </thead>
        <tbody>
          {data.map((outcome) => (
            <tr key={outcome.index}>
              <td className={styles.key}>
                <CustomerLink batch={batch} customer={outcome.key} />
              </td>
              <td className={styles.reason}>
                <Reasons outcome={outcome} fields={fields} />
              </td>
            </tr>
          ))}
        </tbody>
      </TableFrame>
      {counts.failed + counts.warned > data.length && <p className={styles.soft}>{m.batches.leftAloneMore}</p>}
    </>
  );
}
