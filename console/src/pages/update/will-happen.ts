import { m } from '../../messages/messages.ts';
import type { Upload } from './upload-data.ts';

/** One sentence that says what applying the file will do, in exact numbers. */
export function willHappen({ counts, compared, operation, contacts }: Upload): string {
  const changing = compared?.changing ?? 0;
  const unchanged = compared?.unchanged ?? 0;
  const left = counts.invalid + (compared?.missing ?? 0) + (compared?.failing ?? 0) + counts.excluded;
  const words = m.update.willHappen;
  // A customer may have several rows, each of which counts; that is said of a row by a warning.
  const isByCustomer = contacts === null && counts.warned === 0;
  const first =
    operation === 'add'
      ? words.added(changing)
      : isByCustomer
        ? words.customersChange(changing)
        : words.rowsChange(changing);
  const parts = [
    first,
    ...(operation === 'add' && unchanged === 0 ? [] : [words.unchanged(unchanged)]),
    words.notApplied(left),
  ];
  return `${parts.join(', ')}.`;
}
