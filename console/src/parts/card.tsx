import { type ReactNode, useId } from 'react';
import styles from './card.module.css';

/** A part of a page, with a heading of its own. */
export function Card({ title, actions, children }: { title?: string; actions?: ReactNode; children: ReactNode }) {
  const heading = useId();
  return (
    <section className={styles.card} aria-labelledby={title === undefined ? undefined : heading}>
      {title !== undefined && (
        <div className={styles.head}>
          <h2 id={heading}>{title}</h2>
          {actions}
        </div>
      )}
      {children}
    </section>
  );
}
