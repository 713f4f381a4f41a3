import { Link } from 'wouter';
import { m } from '../../messages/messages.ts';
import { buttonClass } from '../../parts/button.tsx';
import { Notice } from '../../parts/notice.tsx';
import type { Upload } from './upload-data.ts';

/** A file is applied once; what became of it stands in its batch. */
export function Applied({ upload: { batch } }: { upload: Upload }) {
  return (
    <Notice
      kind="success"
      title={m.update.appliedTitle}
      actions={
        batch !== null && (
          <Link className={buttonClass('primary')} href={`/batches/${batch}`}>
            {m.update.toBatch}
          </Link>
        )
      }
    >
      {m.update.applied}
    </Notice>
  );
}
