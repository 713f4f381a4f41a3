import { m } from '../../../messages/messages.ts';
import { Button } from '../../../parts/button.tsx';
import type { Upload } from '../upload-data.ts';
import { cellView, columnsOf, rowNotes } from './cell-view.ts';
import { leadColumns } from './grid-columns.ts';
import { outcomeWord } from './outcome-word.ts';
import type { GridPlace } from './place-after-key.ts';
import type { ShownRow } from './replace-rows.ts';
import type { Edits } from './use-edits.ts';
import styles from './row-details.module.css';

interface RowDetailsProps {
  readonly upload: Upload;
  readonly row: ShownRow | undefined;
  readonly place: GridPlace;
  readonly edits: Edits;
}

/** The cell in focus in full, and what there is to say of its row. */
export function RowDetails({ upload, row, place, edits }: RowDetailsProps) {
  const words = m.update.check;
  if (row === undefined) return <section className={styles.details} aria-label={words.details} />;
  const columns = columnsOf(row, upload);
  const cell = place.column >= leadColumns ? cellView(row, place.column - leadColumns, columns) : null;
  const others = columns.flatMap((_, index) => {
    const { faults, header } = cellView(row, index, columns);
    return faults.length > 0 && header !== cell?.header ? faults : [];
  });
  return (
    <section className={styles.details} aria-label={words.details}>
      <div className={styles.words}>
        <p>
          <strong>{words.rowNumber(row.row)}</strong> · {outcomeWord(row)}
          {row.key !== null && ` · ${row.key}`}
          {cell && <> · {words.cell(cell.header, cell.text)}</>}
        </p>
        <ul>
          {cell?.change && <li>{words.changes(cell.change.from || words.nothing, cell.change.to || words.nothing)}</li>}
          {[...(cell?.faults ?? []), ...(cell?.warnings ?? []), ...rowNotes(row, columns), ...others].map((note) => (
            <li key={note}>{note}</li>
          ))}
          {cell && !cell.isEditable && <li>{words.notEditable}</li>}
        </ul>
      </div>
      <Actions row={row} place={place} cell={cell} edits={edits} />
    </section>
  );
}

interface ActionsProps extends Pick<RowDetailsProps, 'place' | 'edits'> {
  readonly row: ShownRow;
  readonly cell: ReturnType<typeof cellView> | null;
}

function Actions({ row, place, cell, edits }: ActionsProps) {
  const words = m.update.check;
  const isExcluded = row.outcome === 'excluded';
  return (
    <div className={styles.actions}>
      {cell?.isEdited === true && (
        <Button onClick={() => edits.takeBack({ row, place: place.column - leadColumns, header: cell.header })}>
          {words.takeBack}
        </Button>
      )}
      <Button onClick={() => edits.setExcluded(row, !isExcluded)}>{isExcluded ? words.takeIn : words.leaveOut}</Button>
    </div>
  );
}
