import { type ReactNode, useEffect, useRef } from 'react';
import styles from './step-heading.module.css';

let stepsShown = 0;

/** What a step is about. Whoever comes to it from another one, by ear or by keyboard, begins here. */
export function StepHeading({
  title,
  children,
  actions,
}: {
  title: string;
  children?: ReactNode;
  actions?: ReactNode;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    stepsShown += 1;
    const isFirst = stepsShown === 1;
    if (!isFirst) heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <div className={styles.head}>
      <div className={styles.words}>
        <h2 ref={heading} tabIndex={-1}>
          {title}
        </h2>
        {children}
      </div>
      {actions !== undefined && <div className={styles.actions}>{actions}</div>}
    </div>
  );
}
