import { RequestError } from '../../errors/request-error.ts';
import { uploadLimits } from '../limits.ts';
import type { CellEdit, RowPlace } from '../upload.ts';
import type { Places } from './read-places.ts';

/** Of two edits of one cell the later one counts. One that is taken back and edited in the same request is edited. */
export function mergeEdits(
  before: readonly CellEdit[],
  { edits: added, originals }: Pick<Places, 'edits' | 'originals'>,
): CellEdit[] {
  const cellOf = (cell: Omit<CellEdit, 'value'>): string => `${nameOf(cell)} ${cell.column}`;
  const edits = new Map(before.map((edit) => [cellOf(edit), edit]));
  for (const cell of originals) edits.delete(cellOf(cell));
  for (const edit of added) edits.set(cellOf(edit), edit);
  if (edits.size > uploadLimits.editsMax) throw tooMany('cells', uploadLimits.editsMax);
  return [...edits.values()];
}

/** A row that is named in both is included. */
export function mergeExcluded(
  before: readonly RowPlace[],
  { exclude, include }: Pick<Places, 'exclude' | 'include'>,
): RowPlace[] {
  const excluded = new Map([...before, ...exclude].map((place) => [nameOf(place), place]));
  for (const place of include) excluded.delete(nameOf(place));
  if (excluded.size > uploadLimits.excludedMax) throw tooMany('exclude', uploadLimits.excludedMax);
  return [...excluded.values()];
}

function nameOf({ table, index }: RowPlace): string {
  return `${table} ${index}`;
}

function tooMany(name: string, max: number): RequestError {
  const faults = [`${name}: an upload can have ${max} of them in all; change the file and upload it again`];
  return new RequestError('validation_failed', 'Validation failed', { faults });
}
