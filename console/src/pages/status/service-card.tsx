import { formatDuration } from '../../format/date.ts';
import { formatBytes } from '../../format/number.ts';
import { m } from '../../messages/messages.ts';
import { Facts } from './facts.tsx';
import type { ServiceStatus } from './use-status.ts';

/** `asOf`: when it was read. */
export function ServiceCard({ status, asOf }: { status: ServiceStatus; asOf: number }) {
  const uptime = (asOf - Date.parse(status.startedAt)) / 1_000;
  return (
    <Facts
      title={m.status.service}
      facts={[
        [m.status.version, status.version],
        [m.status.node, status.node],
        [m.status.uptime, formatDuration(uptime)],
        [m.status.memory, formatBytes(status.process.memoryBytes)],
        [m.status.cpu, formatDuration(status.process.cpuSeconds)],
      ]}
    />
  );
}
