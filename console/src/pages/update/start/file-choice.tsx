import { FileSpreadsheet, Upload as UploadIcon } from 'lucide-react';
import { lazy, Suspense, useRef, useState } from 'react';
import { isOffline } from '../../../api/api-error.ts';
import { formatBytes } from '../../../format/number.ts';
import { m } from '../../../messages/messages.ts';
import { Button } from '../../../parts/button.tsx';
import { Faults } from '../../../parts/error-state.tsx';
import { Notice } from '../../../parts/notice.tsx';
import { ProgressBar } from '../progress-bar.tsx';
import { acceptedTypes } from './file-trouble.ts';
import type { useSending } from './use-sending.ts';
import styles from '../start.module.css';

/** Most choose a file. */
const PasteDialog = lazy(async () => ({ default: (await import('./paste-dialog.tsx')).PasteDialog }));

interface FileChoiceProps {
  readonly file: File | null;
  readonly isListMissing: boolean;
  readonly trouble: string | null;
  readonly sending: ReturnType<typeof useSending>;
  readonly onFile: (file: File) => void;
}

/** Drop it, choose it, or paste its cells; then how much of it has been sent. */
export function FileChoice({ file, isListMissing, trouble, sending, onFile }: FileChoiceProps) {
  if (sending.isPending && file) return <OnTheWay file={file} sending={sending} />;
  return (
    <>
      {sending.error && (
        <Notice
          kind="error"
          title={isOffline(sending.error) ? m.trouble.offlineTitle : sending.error.message}
          actions={file && <Button onClick={() => onFile(file)}>{m.common.retry}</Button>}
        >
          {isOffline(sending.error) ? m.update.start.notSent : <Faults error={sending.error} />}
        </Notice>
      )}
      {trouble !== null && <Notice kind="error">{trouble}</Notice>}
      {file && isListMissing && <Notice kind="info" title={m.update.start.chooseListFirst(file.name)} />}
      <DropZone onFile={onFile} />
    </>
  );
}

function OnTheWay({ file, sending }: { file: File; sending: ReturnType<typeof useSending> }) {
  const { share } = sending;
  return (
    <div className={styles.sending}>
      <p>
        <FileSpreadsheet aria-hidden /> <strong>{file.name}</strong> · {formatBytes(file.size)}
      </p>
      <ProgressBar
        label={share < 1 ? m.update.start.sending : m.update.start.received}
        share={share < 1 ? share : null}
      />
      <Button onClick={sending.cancel}>{m.common.cancel}</Button>
    </div>
  );
}

function DropZone({ onFile }: { onFile: (file: File) => void }) {
  const input = useRef<HTMLInputElement>(null);
  const [isPasting, setPasting] = useState(false);
  return (
    <div className={styles.drop}>
      <UploadIcon aria-hidden className={styles.dropIcon} />
      <p className={styles.dropTitle}>{m.update.start.dropTitle}</p>
      <p className={styles.soft}>{m.update.start.dropHint}</p>
      <div className={styles.ways}>
        <Button kind="primary" onClick={() => input.current?.click()}>
          {m.update.start.chooseFile}
        </Button>
        <Button onClick={() => setPasting(true)}>{m.update.start.pasteCells}</Button>
      </div>
      <input
        ref={input}
        type="file"
        className="visually-hidden"
        aria-label={m.update.start.file}
        tabIndex={-1}
        accept={acceptedTypes}
        onChange={({ target }) => {
          const [file] = target.files ?? [];
          // So that the same file can be chosen once more, after it was mended.
          target.value = '';
          if (file) onFile(file);
        }}
      />
      {isPasting && (
        <Suspense>
          <PasteDialog
            onClose={() => setPasting(false)}
            onFile={(file) => {
              setPasting(false);
              onFile(file);
            }}
          />
        </Suspense>
      )}
    </div>
  );
}
