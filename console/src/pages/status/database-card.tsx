import { formatBytes, formatNumber } from '../../format/number.ts';
import { m } from '../../messages/messages.ts';
import { Facts } from './facts.tsx';
import type { ServiceStatus } from './use-status.ts';

export function DatabaseCard({ database }: { database: ServiceStatus['database'] }) {
  const { version, embedded, sizeBytes, connections } = database;
  const busy = connections.open - connections.idle;
  return (
    <Facts
      title={m.status.database}
      facts={[
        [m.status.databaseVersion, version],
        [m.status.where, embedded ? m.status.embedded : m.status.ownServer],
        [m.status.size, sizeBytes === null ? null : formatBytes(sizeBytes)],
        [m.status.connections, m.status.connectionsOf(formatNumber(busy), formatNumber(connections.max))],
        [m.status.waiting, formatNumber(connections.waiting)],
      ]}
    />
  );
}
