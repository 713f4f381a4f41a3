import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { m } from '../messages/messages.ts';
import styles from './page-header.module.css';

interface PageHeaderProps {
  readonly title: string;
  readonly lead?: ReactNode;
  /** Where one came from. */
  readonly back?: { readonly to: string; readonly label: string };
  readonly actions?: ReactNode;
}

/** What a page is; also the title of the browser's tab. */
export function PageHeader({ title, lead, back, actions }: PageHeaderProps) {
  return (
    <div className={styles.header}>
      <title>{`${title} · ${m.common.product}`}</title>
      <div className={styles.words}>
        {back && (
          <Link className={styles.back} href={back.to}>
            ← {back.label}
          </Link>
        )}
        <h1>{title}</h1>
        {lead !== undefined && <p className={styles.lead}>{lead}</p>}
      </div>
      {actions !== undefined && <div className={styles.actions}>{actions}</div>}
    </div>
  );
}
