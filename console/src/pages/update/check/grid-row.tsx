import { memo, type ReactNode } from 'react';
import { m } from '../../../messages/messages.ts';
import type { Column } from '../upload-data.ts';
import { CellEditor } from './cell-editor.tsx';
import { type CellView, cellView, rowNotes } from './cell-view.ts';
import type { Editing } from './editing.ts';
import { leadColumns } from './grid-columns.ts';
import { outcomeWord } from './outcome-word.ts';
import type { ShownRow } from './replace-rows.ts';
import styles from './grid.module.css';

/** Which columns are drawn, and how much room those beside them take. */
export interface ColumnWindow {
  readonly shown: readonly { readonly index: number; readonly width: number }[];
  readonly before: number;
}

interface GridRowProps {
  readonly place: number;
  /** Pixels from the top of all rows. */
  readonly top: number;
  readonly row: ShownRow;
  /** Of its table. */
  readonly columns: readonly Column[];
  readonly window: ColumnWindow;
  /** The column that has the focus, where it is in this row; -1: it is not. */
  readonly active: number;
  readonly editing: Editing | null;
}

/** A row of the file. It is drawn again only where something of itself has changed: the table scrolls through a million. */
export const GridRow = memo(function GridRow({ place, top, row, columns, window, active, editing }: GridRowProps) {
  return (
    <div
      role="row"
      aria-rowindex={place + 2}
      style={{ insetBlockStart: top }}
      className={`${styles.row} ${styles[row.outcome]} ${row.isPending === true ? styles.pending : ''}`}
    >
      <div
        role="rowheader"
        aria-colindex={1}
        tabIndex={active === 0 ? 0 : -1}
        data-row={place}
        data-column={0}
        className={styles.number}
      >
        {row.row}
        {row.table === 'contacts' && <span className={styles.tableName}>{m.update.check.contact}</span>}
      </div>
      <div
        role="gridcell"
        aria-colindex={2}
        tabIndex={active === 1 ? 0 : -1}
        data-row={place}
        data-column={1}
        title={rowNotes(row, columns).join('\n')}
        className={styles.outcome}
      >
        <span className={styles.word}>{outcomeWord(row)}</span>
      </div>
      {window.before > 0 && <div role="presentation" style={{ flex: `0 0 ${window.before}px` }} />}
      {window.shown.map(({ index, width }) => {
        const column = index + leadColumns;
        return (
          <Cell
            key={index}
            place={place}
            column={column}
            width={width}
            isActive={active === column}
            view={cellView(row, index, columns)}
            isContact={row.table === 'contacts'}
          >
            {active === column && editing && (
              <CellEditor {...editing} label={m.update.check.editing(columns[index]?.name ?? '', row.row)} />
            )}
          </Cell>
        );
      })}
    </div>
  );
});

interface CellProps {
  readonly place: number;
  readonly column: number;
  readonly width: number;
  readonly isActive: boolean;
  readonly view: CellView;
  readonly isContact: boolean;
  /** The field in which it is edited. */
  readonly children: ReactNode;
}

function Cell({ place, column, width, isActive, view, isContact, children }: CellProps) {
  const isInvalid = view.faults.length > 0;
  const isWarned = view.warnings.length > 0;
  return (
    <div
      role="gridcell"
      aria-colindex={column + 1}
      aria-invalid={isInvalid || undefined}
      tabIndex={isActive ? 0 : -1}
      data-row={place}
      data-column={column}
      style={{ flex: `0 0 ${width}px` }}
      title={[...view.faults, ...view.warnings].join('\n')}
      className={[
        styles.cell,
        isInvalid && styles.cellInvalid,
        isWarned && styles.cellWarned,
        view.isEdited && styles.cellEdited,
        view.change && styles.cellChanged,
      ]
        .filter(Boolean)
        .join(' ')}
    >
      {children || <Content view={view} isContact={isContact} />}
    </div>
  );
}

function Content({ view, isContact }: { view: CellView; isContact: boolean }) {
  const { change, faults, isEdited, text, header } = view;
  const words = m.update.check;
  return (
    <>
      {isContact && text !== '' && <span className={styles.header}>{header}</span>}
      {change ? (
        <>
          <span className="visually-hidden">{words.was}</span>
          <span className={styles.from}>{change.from === '' ? words.nothing : change.from}</span>
          <span aria-hidden> → </span>
          <span className="visually-hidden">{words.becomes}</span>
          <span className={styles.to}>{change.to === '' ? words.nothing : change.to}</span>
        </>
      ) : (
        <span className={styles.text}>{text}</span>
      )}
      {faults.length > 0 && <span className="visually-hidden">{`. ${faults.join(' ')}`}</span>}
      {isEdited && <span className="visually-hidden">{words.editedHere}</span>}
    </>
  );
}
