import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { rowsKey, type UploadChange } from '../upload-data.ts';
import { useChangeUpload } from '../use-change-upload.ts';
import { replaceRows, type ShownRow } from './replace-rows.ts';

interface CellPlace {
  readonly row: ShownRow;
  /** Among the cells of its row. */
  readonly place: number;
  readonly header: string;
}

export interface Edits {
  /** '' empties the cell. */
  readonly edit: (cell: CellPlace, value: string) => void;
  /** Takes an edit back: the file's own value counts again. */
  readonly takeBack: (cell: CellPlace) => void;
  readonly setExcluded: (row: ShownRow, isExcluded: boolean) => void;
  readonly error: Error | null;
}

/** Mends rows: what is typed shows at once, and what the service says of it as soon as it has. */
export function useEdits(uploadId: string, onChecked: (before: ShownRow, after: ShownRow) => void): Edits {
  const queries = useQueryClient();
  const { mutate, error } = useChangeUpload(uploadId);
  const send = useCallback(
    (before: ShownRow, shown: ShownRow, change: UploadChange) => {
      replaceRows(queries, uploadId, [{ ...shown, isPending: true }]);
      mutate(change, {
        onSuccess(answer) {
          const after = 'rows' in answer ? answer.rows?.find((row) => isSame(row, before)) : undefined;
          if (after) onChecked(before, after);
        },
        onError: () => void queries.invalidateQueries({ queryKey: rowsKey(uploadId) }),
      });
    },
    [queries, uploadId, mutate, onChecked],
  );
  const edit = useCallback(
    ({ row, place, header }: CellPlace, value: string) => {
      const cells = row.cells.map((cell, other) => (other === place ? value : cell));
      const edited = [...new Set([...row.edited, header])];
      const cell = { table: row.table, row: row.row, column: header, value: value === '' ? null : value };
      send(row, { ...row, cells, edited }, { cells: [cell] });
    },
    [send],
  );
  const takeBack = useCallback(
    ({ row, header }: CellPlace) => {
      const edited = row.edited.filter((other) => other !== header);
      const cell = { table: row.table, row: row.row, column: header, original: true as const };
      send(row, { ...row, edited }, { cells: [cell] });
    },
    [send],
  );
  const setExcluded = useCallback(
    (row: ShownRow, isExcluded: boolean) => {
      const named = [{ table: row.table, row: row.row }];
      const shown = isExcluded ? { ...row, outcome: 'excluded' as const } : row;
      send(row, shown, isExcluded ? { exclude: named } : { include: named });
    },
    [send],
  );
  return { edit, takeBack, setExcluded, error };
}

function isSame(one: ShownRow, other: ShownRow): boolean {
  return one.table === other.table && one.row === other.row;
}
