import { Plus } from 'lucide-react';
import type { ReactNode } from 'react';
import { m } from '../../messages/messages.ts';
import { Button } from '../../parts/button.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { ErrorState } from '../../parts/error-state.tsx';
import { Loading } from '../../parts/loading.tsx';
import styles from './access.module.css';

interface SectionProps {
  readonly lead: string;
  readonly newLabel: string;
  readonly onNew: () => void;
  readonly query: {
    readonly entries: readonly unknown[] | undefined;
    readonly error: Error | null;
    readonly refetch: () => unknown;
  };
  readonly empty: { readonly title: string; readonly text: string };
  readonly children: ReactNode;
}

/** What is alike in each tab: what it is about, the way to make one, and its list, or why there is none. */
export function Section({ lead, newLabel, onNew, query, empty, children }: SectionProps) {
  const { entries, error, refetch } = query;
  const button = (
    <Button kind="primary" onClick={onNew}>
      <Plus aria-hidden />
      {newLabel}
    </Button>
  );
  const isEmpty = entries?.length === 0;
  return (
    <>
      <div className={styles.bar}>
        <p className={styles.lead}>{lead}</p>
        {!isEmpty && button}
      </div>
      {entries === undefined && error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {entries === undefined && !error && <Loading label={m.common.loading} />}
      {isEmpty && (
        <EmptyState title={empty.title} action={button}>
          {empty.text}
        </EmptyState>
      )}
      {entries !== undefined && !isEmpty && children}
    </>
  );
}
