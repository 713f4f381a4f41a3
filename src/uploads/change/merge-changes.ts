import { RequestError } from '../../errors/request-error.ts';
import { uploadLimits } from '../limits.ts';
import type { CellEdit, RowPlace } from '../upload.ts';
import type { Places } from './read-places.ts';

/** Of two edits of one cell the later one counts. */
export function mergeEdits(before: readonly CellEdit[], added: readonly CellEdit[]): CellEdit[] {
  const edits = new Map([...before, ...added].map((edit) => [`${nameOf(edit)} ${edit.column}`, edit]));
  if (edits.size > uploadLimits.editsMax) throw tooMany('cells', uploadLimits.editsMax);
  return [...edits.values()];
}

/** A row that is named in both is included. */
export function mergeExcluded(before: readonly RowPlace[], { exclude, include }: Omit<Places, 'edits'>): RowPlace[] {
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
