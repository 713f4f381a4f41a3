import { Link } from 'wouter';
import { useMay } from '../../api/may.ts';
import { m } from '../../messages/messages.ts';
import { buttonClass } from '../../parts/button.tsx';
import { Notice } from '../../parts/notice.tsx';
import type { Upload } from './upload-data.ts';

/** A file is applied once; what became of it stands in its batch. */
export function Applied({ upload: { batch } }: { upload: Upload }) {
  const mayReadBatches = useMay('batches:read');
  return (
    <Notice
      kind="success"
      title={m.update.appliedTitle}
      actions={
        mayReadBatches &&
        batch !== null && (
          <Link className={buttonClass('primary')} href={`/batches/${batch}`}>
            {m.update.toBatch}
          </Link>
        )
      }
    >
      {mayReadBatches ? m.update.applied : m.update.mayNotReadBatch}
    </Notice>
  );
}
