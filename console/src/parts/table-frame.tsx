import type { ReactNode } from 'react';
import table from './table.module.css';

/** A table of that name, which scrolls within its frame where the screen is narrow: by the keyboard, too. */
export function TableFrame({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className={table.frame} role="group" aria-label={label} {...reachable}>
      <table className={table.table} aria-label={label}>
        {children}
      </table>
    </div>
  );
}

/** What scrolls is scrolled by the keyboard once it can be reached. */
const reachable = { tabIndex: 0 } as const;
