import type { Cell } from '../../fields/cell.ts';
import type { SpooledRow, TableName } from '../ports.ts';
import type { Upload } from '../upload.ts';

/** What the user changed in one table of an upload. */
export class RowEdits {
  readonly #cells = new Map<number, Map<number, string | null>>();
  readonly #excluded = new Set<number>();

  constructor({ edits, excluded }: Pick<Upload, 'edits' | 'excluded'>, table: TableName) {
    for (const { index } of excluded.filter((place) => place.table === table)) this.#excluded.add(index);
    for (const edit of edits) {
      if (edit.table !== table) continue;
      const cells = this.#cells.get(edit.index) ?? new Map<number, string | null>();
      this.#cells.set(edit.index, cells.set(edit.column, edit.value));
    }
  }

  isExcluded(index: number): boolean {
    return this.#excluded.has(index);
  }

  /** The row's cells with those that were changed. */
  cellsOf({ index, cells }: SpooledRow): readonly Cell[] {
    const edited = this.#cells.get(index);
    if (!edited) return cells;
    const width = Math.max(cells.length, ...[...edited.keys()].map((column) => column + 1));
    return Array.from({ length: width }, (_, column) => {
      const value = edited.get(column);
      return value === undefined ? (cells[column] ?? null) : value;
    });
  }

  /** Places of the columns in which the row was changed, ascending. */
  columnsOf({ index }: Pick<SpooledRow, 'index'>): readonly number[] {
    return [...(this.#cells.get(index)?.keys() ?? [])].sort((a, b) => a - b);
  }

  /** The rows with their changed cells; the same rows where none was changed. */
  apply(rows: readonly SpooledRow[]): readonly SpooledRow[] {
    if (this.#cells.size === 0) return rows;
    return rows.map((row) => (this.#cells.has(row.index) ? { ...row, cells: this.cellsOf(row) } : row));
  }
}
