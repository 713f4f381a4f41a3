import { m } from '../../../messages/messages.ts';
import type { ShownRow } from './replace-rows.ts';

/** What becomes of a row, in a word. */
export function outcomeWord({ outcome, errors, isPending }: ShownRow): string {
  const words = m.update.check.outcomes;
  // Every file that is shown here was compared; a row that is merely valid was changed since, and waits to be checked.
  if (isPending === true || outcome === 'valid') return words.pending;
  const isMissing = outcome === 'failed' && errors.some(({ code }) => code === 'document_missing_exception');
  return isMissing ? words.missing : words[outcome];
}
