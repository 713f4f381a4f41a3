import { formatDuration } from '../../format/date.ts';
import { formatNumber } from '../../format/number.ts';
import { m } from '../../messages/messages.ts';
import { Card } from '../../parts/card.tsx';
import { Moment } from '../../parts/moment.tsx';
import { TableFrame } from '../../parts/table-frame.tsx';
import table from '../../parts/table.module.css';
import { BatchLink } from './batch-link.tsx';
import styles from './status.module.css';
import type { ServiceStatus } from './use-status.ts';

export function SlowestBatches({ batches }: { batches: ServiceStatus['slowestBatches'] }) {
  return (
    <Card title={m.status.slowest}>
      {batches.length === 0 ? (
        <p className={styles.advice}>{m.status.noBatches}</p>
      ) : (
        <TableFrame label={m.status.slowest}>
          <thead>
            <tr>
              <th scope="col">{m.status.batch}</th>
              <th scope="col">{m.status.organization}</th>
              <th scope="col" className={table.number}>
                {m.status.records}
              </th>
              <th scope="col" className={table.number}>
                {m.status.took}
              </th>
              <th scope="col">{m.status.ended}</th>
            </tr>
          </thead>
          <tbody>
            {batches.map(({ id, organization, records, seconds, finishedAt }) => (
              <tr key={id}>
                <td>
                  <BatchLink id={id} organization={organization} />
                </td>
                <td>
                  <code>{organization}</code>
                </td>
                <td className={table.number}>{formatNumber(records)}</td>
                <td className={table.number}>{formatDuration(seconds)}</td>
                <td>
                  <Moment at={finishedAt} />
                </td>
              </tr>
            ))}
          </tbody>
        </TableFrame>
      )}
    </Card>
  );
}
