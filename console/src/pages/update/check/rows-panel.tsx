import { useCallback, useEffect, useMemo, useState } from 'react';
import { m } from '../../../messages/messages.ts';
import { EmptyState } from '../../../parts/empty-state.tsx';
import { ErrorState } from '../../../parts/error-state.tsx';
import { say } from '../../../parts/toast.tsx';
import type { Upload } from '../upload-data.ts';
import { filterTabs, isInView, type View } from './filters.ts';
import { gridColumns } from './grid-columns.ts';
import { outcomeWord } from './outcome-word.ts';
import type { ShownRow } from './replace-rows.ts';
import { RowDetails } from './row-details.tsx';
import { rowWindow } from './row-window.ts';
import { RowGrid } from './row-grid.tsx';
import { useDrawnRows } from './use-drawn-rows.ts';
import { useEdits } from './use-edits.ts';
import { foundMax, useFoundRows } from './use-found-rows.ts';
import { useGridPlace } from './use-grid-place.ts';
import { usePagedRows } from './use-paged-rows.ts';
import { useScrollBox } from './use-scroll-box.ts';
import styles from './check.module.css';

interface RowsPanelProps {
  readonly upload: Upload;
  readonly view: View;
  readonly search: string;
}

/** Rem that a row is high (grid.module.css). */
const rowRem = 2.25;

/** The rows of a view or of a search, the one in focus in full, and what was found wrong. */
export function RowsPanel({ upload, view, search }: RowsPanelProps) {
  const [scroller, setScroller] = useState<HTMLElement | null>(null);
  const box = useScrollBox(scroller);
  const [rowHeight] = useState(() => rowRem * Number.parseFloat(getComputedStyle(document.documentElement).fontSize));
  const [foundTotal, setFoundTotal] = useState(0);
  const isSearch = search !== '';
  const count = filterTabs(upload).find((tab) => tab.view === view)?.count ?? 0;
  const total = isSearch ? foundTotal : count;
  const rows = rowWindow({ total, rowHeight }, box);
  const paged = usePagedRows({ id: upload.id, view, total: isSearch ? 0 : count }, rows);
  const found = useFoundRows({ id: upload.id, view, search }, rows);
  if (isSearch && found.total !== foundTotal) setFoundTotal(found.total);
  const source = isSearch ? found : paged;
  const drawn = useDrawnRows(rows, source);
  // After those are drawn: the focus goes to a cell as soon as there is one.
  const at = useGridPlace(scroller);
  const [told, tell] = useState('');
  const { place, setPlace } = at;
  useEffect(() => {
    if (total > 0 && place.row >= total) setPlace((before) => ({ ...before, row: total - 1 }));
  }, [total, place.row, setPlace]);
  const onChecked = useCallback(
    (_before: ShownRow, after: ShownRow) => {
      const sentence = m.update.check.checked(after.row, outcomeWord(after));
      tell(sentence);
      if (isInView(after, view)) return;
      // It is no longer among these rows; the next one comes to its place.
      say(sentence);
      setPlace((before) => ({ ...before, row: Math.max(0, before.row - 1) }));
    },
    [view, setPlace],
  );
  const edits = useEdits(upload.id, onChecked);
  const { headers, contacts } = upload;
  const columns = useMemo(() => gridColumns({ headers, contacts }), [headers, contacts]);
  // Rows that are missing leave the table as it is: where one was, and what one was typing, must not be lost.
  const trouble = source.error && <ErrorState error={source.error} onRetry={source.retry} />;
  if (trouble && total === 0) return trouble;
  const active = source.rowAt(at.place.row);
  return (
    <>
      {trouble}
      {edits.error && <ErrorState error={edits.error} />}
      {total === 0 ? (
        <Nothing view={view} isSearch={isSearch} isSearching={found.isSearching} />
      ) : (
        <>
          <RowGrid
            upload={upload}
            columns={columns}
            source={source}
            rows={rows}
            drawn={drawn}
            rowHeight={rowHeight}
            at={at}
            scroller={scroller}
            setScroller={setScroller}
            box={box}
            edits={edits}
            isBusy={upload.state === 'reading'}
          />
          <RowDetails upload={upload} row={active} place={at.place} edits={edits} />
        </>
      )}
      {isSearch && <p className={styles.note}>{searchNote(found.total, found.isSearching)}</p>}
      <p className={styles.note}>{m.update.check.keys}</p>
      <p className="visually-hidden" role="status">
        {told}
      </p>
    </>
  );
}

function searchNote(total: number, isSearching: boolean): string {
  if (total >= foundMax) return m.update.check.foundFirst(total);
  return isSearching ? m.update.check.searching : m.update.check.found(total);
}

function Nothing({ view, isSearch, isSearching }: { view: View; isSearch: boolean; isSearching: boolean }) {
  const words = m.update.check;
  if (isSearch) return <EmptyState title={isSearching ? words.searching : words.nothingFound} />;
  return view === 'invalid' ? (
    <EmptyState title={words.noInvalid}>{words.noInvalidHint}</EmptyState>
  ) : (
    <EmptyState title={words.noRows} />
  );
}
