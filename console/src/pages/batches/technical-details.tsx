import { apiUrl } from '../../api/connection.ts';
import { formatNumber } from '../../format/number.ts';
import { m } from '../../messages/messages.ts';
import { CopyButton } from '../../parts/copy-button.tsx';
import styles from './batch.module.css';
import type { Batch } from './batch-words.ts';

/** For engineers: what they look up in logs and through the API. */
export function TechnicalDetails({ batch: { id, chunks, counts } }: { batch: Batch }) {
  return (
    <details className={styles.details}>
      <summary>{m.batches.technical}</summary>
      <div className={styles.technical}>
        <p className={styles.id}>
          <code>{id}</code>
          <CopyButton text={id} />
          <a href={apiUrl(`/api/v1/batches/${id}`)}>{m.batches.asJson}</a>
        </p>
        <dl className={styles.facts}>
          <div>
            <dt>{m.batches.chunks}</dt>
            <dd>{m.batches.chunksDone(chunks.done, chunks.of)}</dd>
          </div>
          <div>
            <dt>{m.batches.retried}</dt>
            <dd>{formatNumber(counts.retried)}</dd>
          </div>
        </dl>
      </div>
    </details>
  );
}
