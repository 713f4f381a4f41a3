import { m } from '../../../messages/messages.ts';
import { type GridColumn, leadColumns } from './grid-columns.ts';
import type { ColumnWindow } from './grid-row.tsx';
import styles from './grid.module.css';

interface GridHeadProps {
  readonly columns: readonly GridColumn[];
  readonly window: ColumnWindow;
  readonly width: number;
}

/** The headers of the file, and the fields that they mean where those are called otherwise. */
export function GridHead({ columns, window, width }: GridHeadProps) {
  return (
    <div role="rowgroup" className={styles.head} style={{ inlineSize: width }}>
      <div role="row" aria-rowindex={1} className={styles.row}>
        <div role="columnheader" aria-colindex={1} className={styles.number}>
          {m.update.check.row}
        </div>
        <div role="columnheader" aria-colindex={2} className={styles.outcome}>
          {m.update.check.outcome}
        </div>
        {window.before > 0 && <div role="presentation" style={{ flex: `0 0 ${window.before}px` }} />}
        {window.shown.map(({ index, width }) => (
          <div
            key={index}
            role="columnheader"
            aria-colindex={index + leadColumns + 1}
            style={{ flex: `0 0 ${width}px` }}
            title={columns[index]?.header}
          >
            {columns[index]?.header}{' '}
            {columns[index]?.label != null && <span className={styles.fieldName}>{columns[index].label}</span>}
          </div>
        ))}
      </div>
    </div>
  );
}
