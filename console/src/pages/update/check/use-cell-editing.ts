import { useState } from 'react';
import type { Upload } from '../upload-data.ts';
import { type CellView, cellView, columnsOf } from './cell-view.ts';
import { leadColumns } from './grid-columns.ts';
import type { Editing } from './editing.ts';
import type { GridPlace } from './place-after-key.ts';
import type { ShownRow } from './replace-rows.ts';
import type { Edits } from './use-edits.ts';

interface CellEditing {
  readonly editing: Editing | null;
  /** What the keys do that do not move: true where one was understood. */
  readonly onKey: (event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey'>) => boolean;
  readonly begin: () => void;
}

interface Options {
  readonly upload: Upload;
  /** The row in focus; undefined: it is on its way. */
  readonly row: ShownRow | undefined;
  readonly place: GridPlace;
  readonly edits: Edits;
  /** Goes so far from the cell in focus, which takes the focus again. */
  readonly goOn: (by: { rows: number; columns: number }) => void;
}

/** Editing the cell in focus, in its place: begun by a key or a double click, saved or left by another. */
export function useCellEditing({ upload, row, place, edits, goOn }: Options): CellEditing {
  const [initial, setInitial] = useState<string | null>(null);
  const view: CellView | null =
    row && place.column >= leadColumns ? cellView(row, place.column - leadColumns, columnsOf(row, upload)) : null;
  const save = (value: string): void => {
    if (row && view && value !== view.text)
      edits.edit({ row, place: place.column - leadColumns, header: view.header }, value);
  };
  const begin = (text: string | undefined): boolean => {
    if (view?.isEditable !== true) return false;
    setInitial(text ?? view.text);
    return true;
  };
  const onKey: CellEditing['onKey'] = ({ key, ctrlKey, metaKey }) => {
    if (!row || ctrlKey || metaKey) return false;
    if (key === ' ' && place.column < leadColumns) edits.setExcluded(row, row.outcome !== 'excluded');
    else if (key === 'Enter' || key === 'F2') return begin(undefined);
    else if ((key === 'Delete' || key === 'Backspace') && view?.isEditable === true) save('');
    else return key.length === 1 && begin(key);
    return true;
  };
  const editing: Editing | null =
    initial === null
      ? null
      : {
          initial,
          onSave(value, by) {
            setInitial(null);
            save(value);
            if (by) goOn(by);
          },
          onLeave() {
            setInitial(null);
            goOn({ rows: 0, columns: 0 });
          },
        };
  return { editing, onKey, begin: () => void begin(undefined) };
}
