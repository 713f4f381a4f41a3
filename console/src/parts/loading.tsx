import styles from './loading.module.css';
import { Spinner } from './spinner.tsx';

/** In the place of what is still on its way. Shown a moment late, so that what is quick does not flicker. */
export function Loading({ label }: { label: string }) {
  return (
    <div className={styles.loading} role="status">
      <Spinner />
      <span>{label}</span>
    </div>
  );
}
