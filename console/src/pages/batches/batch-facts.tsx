import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { m } from '../../messages/messages.ts';
import { Card } from '../../parts/card.tsx';
import { Moment } from '../../parts/moment.tsx';
import styles from './batch.module.css';
import { type Batch, whatItIs } from './batch-words.ts';

/** How it came, by which rules it was applied, and when. */
export function BatchFacts({ batch }: { batch: Batch }) {
  const { startedAt, finishedAt, atomic, preview } = batch;
  return (
    <Card title={m.batches.facts}>
      <dl className={styles.facts}>
        <Fact name={m.batches.what}>{whatItIs(batch)}</Fact>
        <Fact name={m.batches.rule}>{atomic ? m.batches.ruleAtomic : m.batches.ruleEach}</Fact>
        {startedAt !== null && (
          <Fact name={m.batches.started}>
            <Moment at={startedAt} />
          </Fact>
        )}
        {finishedAt !== null && (
          <Fact name={m.batches.ended}>
            <Moment at={finishedAt} />
          </Fact>
        )}
        {preview !== undefined && (
          <Fact name={m.batches.sources.preview}>
            <Link href={`/batches/${preview}`}>{m.batches.toPreview}</Link>
          </Fact>
        )}
      </dl>
    </Card>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
