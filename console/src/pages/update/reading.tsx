import { m } from '../../messages/messages.ts';
import { Card } from '../../parts/card.tsx';
import { Notice } from '../../parts/notice.tsx';
import { ProgressBar } from './progress-bar.tsx';
import type { Upload } from './upload-data.ts';

/** The service reads and checks the file; one may leave and come back. */
export function Reading({ upload: { progress }, isLost }: { upload: Upload; isLost: boolean }) {
  return (
    <Card>
      {isLost && (
        <Notice kind="warning" title={m.trouble.offlineTitle}>
          {m.trouble.offline}
        </Notice>
      )}
      <div role="status">
        <ProgressBar
          label={phaseOf(progress)}
          share={progress && progress.of > 0 ? Math.min(1, progress.done / progress.of) : null}
        />
      </div>
      <p>{m.update.reading.mayLeave}</p>
    </Card>
  );
}

/** What the service does at the moment, in words. */
export function phaseOf(progress: Upload['progress']): string {
  if (progress?.phase === 'checking') return m.update.reading.checking;
  return progress?.phase === 'writing' ? m.update.reading.comparing : m.update.reading.reading;
}
