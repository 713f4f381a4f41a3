/** A cell of the grid: a row of the view, a column from 0. */
export interface GridPlace {
  readonly row: number;
  readonly column: number;
}

interface GridSize {
  readonly rows: number;
  readonly columns: number;
  /** Rows that are seen at once. */
  readonly page: number;
}

/** Where a key leads in a grid, as in every spreadsheet; null: it is no key that moves. */
export function placeAfterKey(
  { key, ctrlKey, metaKey }: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey'>,
  { row, column }: GridPlace,
  size: GridSize,
): GridPlace | null {
  const isFar = ctrlKey || metaKey;
  const lastRow = size.rows - 1;
  const lastColumn = size.columns - 1;
  const moves = new Map<string, GridPlace>([
    ['ArrowUp', { row: isFar ? 0 : row - 1, column }],
    ['ArrowDown', { row: isFar ? lastRow : row + 1, column }],
    ['ArrowLeft', { row, column: isFar ? 0 : column - 1 }],
    ['ArrowRight', { row, column: isFar ? lastColumn : column + 1 }],
    ['PageUp', { row: row - size.page, column }],
    ['PageDown', { row: row + size.page, column }],
    ['Home', { row: isFar ? 0 : row, column: 0 }],
    ['End', { row: isFar ? lastRow : row, column: lastColumn }],
  ]);
  const to = moves.get(key);
  if (to === undefined) return null;
  return placeWithin(to, size);
}

/** The nearest cell that there is. */
export function placeWithin(
  { row, column }: GridPlace,
  { rows, columns }: Pick<GridSize, 'rows' | 'columns'>,
): GridPlace {
  return { row: within(row, rows - 1), column: within(column, columns - 1) };
}

function within(value: number, last: number): number {
  return Math.max(0, Math.min(last, value));
}
