import { Progress } from '@base-ui/react/progress';
import { formatShare } from '../../format/number.ts';
import styles from './progress-bar.module.css';

/** How far something is, from 0 to 1; null: nobody can say. */
export function ProgressBar({ label, share, detail }: { label: string; share: number | null; detail?: string }) {
  return (
    <Progress.Root
      className={styles.root}
      value={share === null ? null : share * 100}
      getAriaValueText={() => detail ?? (share === null ? label : formatShare(share))}
    >
      <Progress.Label className={styles.label}>{label}</Progress.Label>
      <span className={styles.value}>{detail ?? (share === null ? '' : formatShare(share))}</span>
      <Progress.Track className={styles.track}>
        <Progress.Indicator className={styles.indicator} />
      </Progress.Track>
    </Progress.Root>
  );
}
