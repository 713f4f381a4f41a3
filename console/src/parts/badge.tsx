import type { ReactNode } from 'react';
import styles from './badge.module.css';

export type Tone = 'updated' | 'unchanged' | 'invalid' | 'failed' | 'accent';

/** A word in a colour. The word says all; the colour only helps to find it. */
export function Badge({ tone, children }: { tone: Tone; children: ReactNode }) {
  return <span className={`${styles.badge} ${styles[tone]}`}>{children}</span>;
}
