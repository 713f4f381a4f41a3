import type { ReactNode } from 'react';
import { m } from '../../messages/messages.ts';
import { Card } from '../../parts/card.tsx';
import styles from './status.module.css';

interface FactsProps {
  readonly title: string;
  /** What is null is not known, and not shown. */
  readonly facts: readonly (readonly [label: string, value: ReactNode])[];
}

/** A few figures under one heading. */
export function Facts({ title, facts }: FactsProps) {
  const known = facts.filter(([, value]) => value !== null);
  return (
    <Card title={title}>
      {known.length === 0 && <p className={styles.advice}>{m.status.notTold}</p>}
      <dl className={styles.facts}>
        {known.map(([label, value]) => (
          <div key={label} className={styles.fact}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}
