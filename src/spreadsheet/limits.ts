import type { Cell } from '../fields/cell.ts';

/** What a sheet may hold at most. Beyond any of these the file is refused, with the row in the sentence. */
export interface SheetLimits {
  /** Rows that are not empty, the header not counted. */
  readonly rowsMax: number;
  readonly columnsMax: number;
  /** Of a cell of a CSV, as UTF-8. */
  readonly csvCellBytesMax: number;
  /** Of a row of a CSV, as UTF-8: what is held at most while its end is looked for. */
  readonly csvRowBytesMax: number;
}

export const sheetLimits: SheetLimits = {
  rowsMax: 1_048_575,
  columnsMax: 200,
  csvCellBytesMax: 65_536,
  csvRowBytesMax: 1_048_576,
};

/** What a failure file has after the columns of the upload. It is mended and sent again as it is. */
export const resultColumns = ['row', 'error'] as const;

/** How many columns the rows of a sheet may have, by its header: a failure file may have its own two more. */
export function columnsAllowed(header: readonly Cell[], { columnsMax }: Pick<SheetLimits, 'columnsMax'>): number {
  const last = header.slice(-resultColumns.length);
  const isFailureFile = resultColumns.every((name, at) => {
    const cell = last[at];
    return typeof cell === 'string' && cell.trim().toLowerCase() === name;
  });
  return isFailureFile ? columnsMax + resultColumns.length : columnsMax;
}
