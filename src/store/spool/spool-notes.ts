import type { RowNote, SpoolClaim, SpoolRef, SpoolWriter, TableName } from '../../uploads/ports.ts';
import type { Database, Reader } from '../database.ts';
import { unpackText } from '../packed.ts';
import { bool, int4 } from './copy-rows.ts';
import { NotePacks, readNotePack } from './note-packs.ts';
import { packWriter } from './pack-writer.ts';
import { storePacks } from './store-packs.ts';

const table = { name: 'spool_notes', columns: 'contacts, first_index, notes' } as const;

export function noteWriter(database: Database, claim: SpoolClaim, name: TableName): SpoolWriter<RowNote> {
  const packs = new NotePacks();
  const contacts = bool(name === 'contacts');
  return packWriter<RowNote>({
    *collect(notes) {
      for (const { firstIndex, text } of packs.collect(notes)) {
        yield { text, row: (packed) => [contacts, int4(firstIndex), packed] };
      }
    },
    store: (rows) => storePacks(database, claim, { table, rows }),
  });
}

interface Range {
  readonly from: number;
  readonly until: number;
}

/** The pack that begins last before the range may reach into it. */
export async function readNotes(
  reader: Reader,
  { organizationId, uploadId }: SpoolRef,
  { name, from, until }: Range & { name: TableName },
): Promise<RowNote[]> {
  const { rows: packs } = await reader.query<{ notes: Buffer }>(
    `select notes from spool_notes
     where organization_id = $1 and upload_id = $2 and contacts = $3 and first_index < $5 and first_index >= coalesce((
       select max(first_index) from spool_notes
       where organization_id = $1 and upload_id = $2 and contacts = $3 and first_index <= $4
     ), 0)
     order by first_index`,
    [organizationId, uploadId, name === 'contacts', from, until],
  );
  const notes: RowNote[] = [];
  for (const pack of packs) {
    for (const note of readNotePack(unpackText(pack.notes))) {
      if (note.index >= from && note.index < until) notes.push(note);
    }
  }
  return notes;
}
