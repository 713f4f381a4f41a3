import { type KeyboardEvent, useMemo, useState } from 'react';
import { m } from '../../../messages/messages.ts';
import type { Upload } from '../upload-data.ts';
import { columnsOf } from './cell-view.ts';
import { columnWindow, type LeadWidths, scrollLeftFor, widthOf } from './column-window.ts';
import { type GridColumn, leadColumns } from './grid-columns.ts';
import { GridHead } from './grid-head.tsx';
import type { Editing } from './editing.ts';
import { type ColumnWindow, GridRow } from './grid-row.tsx';
import { type GridPlace, placeAfterKey, placeWithin } from './place-after-key.ts';
import { type Range, type RowWindow, scrollTopFor } from './row-window.ts';
import { useCellEditing } from './use-cell-editing.ts';
import type { Edits } from './use-edits.ts';
import type { useGridPlace } from './use-grid-place.ts';
import type { RowSource } from './use-paged-rows.ts';
import type { ScrollBox } from './scroll-box.ts';
import styles from './grid.module.css';

interface RowGridProps {
  readonly upload: Upload;
  readonly columns: readonly GridColumn[];
  readonly source: RowSource;
  readonly rows: RowWindow;
  readonly drawn: Range;
  readonly rowHeight: number;
  readonly at: ReturnType<typeof useGridPlace>;
  readonly scroller: HTMLElement | null;
  readonly setScroller: (element: HTMLElement | null) => void;
  readonly box: ScrollBox;
  readonly edits: Edits;
  readonly isBusy: boolean;
}

/** The rows as a grid: a million of them, of which those in sight are drawn. */
export function RowGrid(props: RowGridProps) {
  const { upload, columns, source, rows, drawn, rowHeight, at, scroller, setScroller, box, edits, isBusy } = props;
  const { total } = source;
  const { place, moveTo } = at;
  const size = { rows: total, columns: columns.length + leadColumns };
  const widths = useLeadWidths(rowHeight);
  const across = useColumns(columns, widths, box);
  const width = widthOf(columns, widths);
  const goTo = (to: GridPlace): void => {
    if (scroller) {
      const seen = {
        top: scroller.scrollTop,
        left: scroller.scrollLeft,
        width: scroller.clientWidth,
        height: scroller.clientHeight,
      };
      const top = scrollTopFor(to.row, { total, rowHeight }, seen) ?? seen.top;
      const isAcross = to.column !== place.column;
      const left = isAcross ? scrollLeftFor(to.column - leadColumns, { columns, ...widths }, seen) : null;
      scroller.scrollTo({ top, left: left ?? seen.left });
    }
    moveTo(to);
  };
  const { editing, onKey, begin } = useCellEditing({
    upload,
    row: source.rowAt(place.row),
    place,
    edits,
    goOn: (by) => goTo(placeWithin({ row: place.row + by.rows, column: place.column + by.columns }, size)),
  });
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.altKey || event.nativeEvent.isComposing) return;
    const page = Math.max(1, Math.floor((scroller?.clientHeight ?? 0) / rowHeight) - 2);
    const to = placeAfterKey(event, place, { ...size, page });
    if (to) goTo(to);
    else if (!onKey(event)) return;
    event.preventDefault();
  };
  return (
    // Its cells take the focus; it hears their keys.
    <div
      ref={setScroller}
      role="grid"
      tabIndex={-1}
      aria-label={m.update.check.rowsOf(upload.fileName)}
      aria-rowcount={total + 1}
      aria-colcount={columns.length + leadColumns}
      aria-busy={isBusy}
      className={styles.frame}
      onKeyDown={onKeyDown}
      onFocus={({ target }) => at.onFocus(target)}
      onBlur={({ relatedTarget }) => at.onBlur(relatedTarget)}
      onDoubleClick={begin}
    >
      <GridHead columns={columns} window={across} width={width} />
      <div role="presentation" className={styles.body} style={{ blockSize: rows.height, inlineSize: width }}>
        <div role="rowgroup" aria-busy={drawn.last === drawn.first} className={styles.rows}>
          <DrawnRows {...props} across={across} place={place} editing={editing} />
        </div>
      </div>
    </div>
  );
}

interface DrawnRowsProps extends Pick<RowGridProps, 'upload' | 'source' | 'rows' | 'drawn' | 'rowHeight'> {
  readonly across: ColumnWindow;
  readonly place: GridPlace;
  readonly editing: Editing | null;
}

function DrawnRows({ upload, source, rows, drawn, rowHeight, across, place, editing }: DrawnRowsProps) {
  return Array.from({ length: drawn.last - drawn.first }, (_, nth) => {
    const row = drawn.first + nth;
    const shown = source.rowAt(row);
    return (
      shown && (
        <GridRow
          key={row}
          place={row}
          top={rows.top + row * rowHeight}
          row={shown}
          columns={columnsOf(shown, upload)}
          window={across}
          active={row === place.row ? place.column : -1}
          editing={row === place.row ? editing : null}
        />
      )
    );
  });
}

/** Rem that a row is high, and the columns before the file's own are wide (grid.module.css). */
const rem = { row: 2.25, wide: { fixed: 5, lead: 13 }, narrow: { fixed: 3.5, lead: 10 } };

function useLeadWidths(rowHeight: number): LeadWidths {
  const [isNarrow] = useState(() => matchMedia('(max-width: 40rem)').matches);
  const { fixed, lead } = isNarrow ? rem.narrow : rem.wide;
  return { fixed: (fixed * rowHeight) / rem.row, lead: (lead * rowHeight) / rem.row };
}

/** The columns in sight; the same object as long as they are the same, so that no row is drawn again for nothing. */
function useColumns(columns: readonly GridColumn[], widths: LeadWidths, box: ScrollBox): ColumnWindow {
  const { first, last, before } = columnWindow(columns, widths, box);
  return useMemo(() => {
    const shown = columns.slice(first, last).map(({ width }, place) => ({ index: first + place, width }));
    return { shown, before };
  }, [columns, first, last, before]);
}
