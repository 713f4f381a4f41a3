import { m } from '../../messages/messages.ts';
import type { Tone } from '../../parts/badge.tsx';
import type { ListField } from '../../api/use-list.ts';
import type { VersionBatch } from './use-batches-of.ts';
import type { Version } from './use-history.ts';

interface Mark {
  readonly tone: Tone;
  readonly text: string;
}

/** What a version is beside a change of some fields: the customer was added or removed, or something was undone. */
export function versionMarks(
  { changes }: Version,
  { fields, batch }: { fields: readonly ListField[]; batch: VersionBatch | undefined },
): Mark[] {
  const marks: Mark[] = [];
  // No customer is ever without a field that all must have.
  const telling = fields.filter(({ name, required }) => required && Object.hasOwn(changes, name));
  if (telling.some(({ name }) => changes[name]?.from === undefined))
    marks.push({ tone: 'updated', text: m.customers.wasAdded });
  if (telling.some(({ name }) => changes[name]?.to === undefined))
    marks.push({ tone: 'failed', text: m.customers.wasRemoved });
  if (batch?.source === 'undo') marks.push({ tone: 'accent', text: m.customers.wasUndo });
  if (batch && batch.undoneBy !== null) marks.push({ tone: 'invalid', text: m.customers.wasUndone });
  return marks;
}
