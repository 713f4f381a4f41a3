import type { Column } from '../upload-data.ts';

/**
 * The mapping in which this column means this field (null: is left out), and everything else that people have decided
 * stays. A field has one column: whichever had it before is left out.
 */
export function mappingWith(
  columns: readonly Column[],
  { name, field }: Pick<Column, 'name' | 'field'>,
): Record<string, string | null> {
  const mapping = new Map(columns.filter(({ how }) => how === 'given').map((column) => [column.name, column.field]));
  for (const other of columns) {
    if (field !== null && other.field === field && other.name !== name && other.name !== '')
      mapping.set(other.name, null);
  }
  mapping.set(name, field);
  // Each header becomes a property of its own, whatever it is called.
  return Object.fromEntries(mapping);
}
