import { m } from '../../messages/messages.ts';
import { Spinner } from '../../parts/spinner.tsx';
import { phaseOf } from './reading.tsx';
import type { Upload } from './upload-data.ts';
import styles from './checking-again.module.css';

/** Says that what is shown is being checked again, as long as it is. */
export function CheckingAgain({ upload }: { upload: Upload }) {
  const isReading = upload.state === 'reading';
  return (
    <div className={styles.place} role="status">
      {isReading && (
        <>
          <Spinner />
          <span>{upload.progress === null ? m.update.reading.again : phaseOf(upload.progress)}</span>
        </>
      )}
    </div>
  );
}
