import { formatBytes } from '../../format/number.ts';
import { m } from '../../messages/messages.ts';
import { Facts } from './facts.tsx';
import type { ServiceStatus } from './use-status.ts';

export function FilesCard({ files: { kind, path, bytes, freeBytes } }: { files: ServiceStatus['files'] }) {
  return (
    <Facts
      title={m.status.files}
      facts={[
        [m.status.fileStore, kind === 's3' ? m.status.s3 : m.status.directory],
        [m.status.path, path === undefined ? null : <code key="path">{path}</code>],
        [m.status.used, bytes === null ? null : formatBytes(bytes)],
        [m.status.free, freeBytes === null ? null : formatBytes(freeBytes)],
      ]}
    />
  );
}
