import { formatMoment } from '../../format/date.ts';
import { formatBytes } from '../../format/number.ts';
import { m } from '../../messages/messages.ts';
import { TableFrame } from '../../parts/table-frame.tsx';
import table from '../../parts/table.module.css';
import { Moment } from '../../parts/moment.tsx';
import styles from './batch.module.css';
import { type Batch, hasEnded } from './batch-words.ts';
import { linkOf, nameOfFile } from './file-words.ts';

/** What can be kept of a batch, as long as the service keeps it. */
export function FilesTab({ batch }: { batch: Batch }) {
  const { files } = batch;
  if (files.length === 0)
    return <p className={styles.none}>{hasEnded(batch) ? m.batches.noFiles : m.batches.noFilesYet}</p>;
  return (
    <TableFrame label={m.batches.tabs.files}>
      <thead>
        <tr>
          <th scope="col">{m.batches.file}</th>
          <th scope="col">{m.batches.contains}</th>
          <th scope="col" className={table.number}>
            {m.batches.size}
          </th>
          <th scope="col">{m.batches.keptUntil}</th>
        </tr>
      </thead>
      <tbody>
        {files.map((file) => (
          <tr key={file.url}>
            <td className={styles.key}>
              <a href={linkOf(file)} download={file.name}>
                {file.name}
              </a>
            </td>
            <td>{nameOfFile(file)}</td>
            <td className={table.number}>{formatBytes(file.bytes)}</td>
            <td title={file.expiresAt === null ? undefined : formatMoment(file.expiresAt)}>
              {file.expiresAt === null ? m.batches.forEver : <Moment at={file.expiresAt} />}
            </td>
          </tr>
        ))}
      </tbody>
    </TableFrame>
  );
}
