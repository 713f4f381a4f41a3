import type { ListRef } from '../../engine/ports.ts';
import { type RememberedMapping, rememberable } from '../../lists/remembered-mapping.ts';
import type { Findings, Upload } from '../upload.ts';

/** Where it is kept how a list's columns are matched. */
export interface MappingMemory<Tx> {
  readonly remember: (tx: Tx, list: ListRef, mapping: RememberedMapping) => Promise<void>;
}

/**
 * Remembers for the list how the columns of this upload were matched, now that somebody who has looked at it has it
 * applied. A column that was left out because no field has its name is no decision: the list may get such a field.
 */
export async function rememberMapping<Tx>(
  tx: Tx,
  { upload, findings, pinned }: { readonly upload: Upload; readonly findings: Findings; readonly pinned: boolean },
  { remember }: MappingMemory<Tx>,
): Promise<void> {
  // Of a file that goes its way in one step, or is applied unseen, nobody has looked at the columns.
  if (upload.oneStep || upload.previewId !== null || !pinned) return;
  const columns = findings.tables.find(({ table }) => table === 'customers')?.columns ?? [];
  const decided = columns.filter(({ field, how }) => field !== null || how === 'given' || how === 'remembered');
  await remember(tx, upload.list, rememberable(decided.map(({ header, field }) => [header, field])));
}
