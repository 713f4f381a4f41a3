import { Toast } from '@base-ui/react/toast';
import { X } from 'lucide-react';
import { useEffect } from 'react';
import { m } from '../messages/messages.ts';
import { IconButton } from './icon-button.tsx';
import styles from './toast.module.css';

/** What was said in passing, for as long as it takes to read. */
export function ToastList({ onReady }: { onReady: (show: (title: string) => void) => void }) {
  return (
    <Toast.Provider>
      <Toast.Portal>
        <Toast.Viewport className={styles.viewport}>
          <Toasts />
        </Toast.Viewport>
      </Toast.Portal>
      <Ready onReady={onReady} />
    </Toast.Provider>
  );
}

/** By the provider's own way in: the manager outside it is heard only a moment later. */
function Ready({ onReady }: { onReady: (show: (title: string) => void) => void }) {
  const { add } = Toast.useToastManager();
  useEffect(() => onReady((title) => add({ title })), [onReady, add]);
  return null;
}

function Toasts() {
  const { toasts } = Toast.useToastManager();
  return toasts.map((toast) => (
    <Toast.Root key={toast.id} toast={toast} className={styles.toast}>
      <Toast.Title className={styles.title} render={<p />} />
      <Toast.Close render={<IconButton label={m.common.dismiss} />}>
        <X aria-hidden />
      </Toast.Close>
    </Toast.Root>
  ));
}
