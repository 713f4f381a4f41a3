import { m } from '../../messages/messages.ts';
import { Badge } from '../../parts/badge.tsx';
import { Card } from '../../parts/card.tsx';
import { Moment } from '../../parts/moment.tsx';
import { TableFrame } from '../../parts/table-frame.tsx';
import type { ServiceStatus } from './use-status.ts';

/** The server processes on this database. */
export function Processes({ processes }: { processes: ServiceStatus['processes'] }) {
  return (
    <Card title={m.status.processes}>
      <TableFrame label={m.status.processes}>
        <thead>
          <tr>
            <th scope="col">{m.status.process}</th>
            <th scope="col">{m.status.state}</th>
            <th scope="col">{m.status.started}</th>
            <th scope="col">{m.status.seen}</th>
          </tr>
        </thead>
        <tbody>
          {processes.map(({ id, alive, startedAt, seenAt }) => (
            <tr key={id}>
              <td>
                <code>{id}</code>
              </td>
              <td>
                <Badge tone={alive ? 'updated' : 'unchanged'}>{alive ? m.status.alive : m.status.gone}</Badge>
              </td>
              <td>
                <Moment at={startedAt} />
              </td>
              <td>
                <Moment at={seenAt} isRelative />
              </td>
            </tr>
          ))}
        </tbody>
      </TableFrame>
    </Card>
  );
}
