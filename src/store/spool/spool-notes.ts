import type { RowNote, SpoolClaim, SpoolRef, SpoolWriter, TableName } from '../../uploads/ports.ts';
import type { Database, Reader } from '../database.ts';
import { unpackBytes, unpackText } from '../packed.ts';
import { amendNotes } from './amended.ts';
import { ofCheck, whichCheck } from './check-tables.ts';
import { bool, int4 } from './copy-rows.ts';
import { findInNotePack, NotePacks, readNotePack } from './note-packs.ts';
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
  ref: SpoolRef,
  { name, from, until }: Range & { name: TableName },
): Promise<RowNote[]> {
  const { rows: packs } = await reader.query<{ notes: Buffer }>(
    `select notes from spool_notes
     where ${ofCheck} and contacts = $4 and first_index < $6 and first_index >= coalesce((
       select max(first_index) from spool_notes where ${ofCheck} and contacts = $4 and first_index <= $5
     ), 0)
     order by first_index`,
    [...whichCheck(ref), name === 'contacts', from, until],
  );
  const notes: RowNote[] = [];
  for (const pack of packs) {
    for (const note of readNotePack(unpackText(pack.notes))) {
      if (note.index >= from && note.index < until) notes.push(note);
    }
  }
  return amendNotes(notes, ref, { name, from, until });
}

/** The notes of these rows, wherever in the table they are. The indexes are ascending. */
export async function findNotes(
  reader: Reader,
  ref: SpoolRef,
  { name, indexes }: { readonly name: TableName; readonly indexes: readonly number[] },
): Promise<RowNote[]> {
  const { rows: packs } = await reader.query<{ notes: Buffer }>(
    `select n.notes from (
       select distinct p.first_index from unnest($5::int[]) i (index) cross join lateral (
         select first_index from spool_notes where ${ofCheck} and contacts = $4 and first_index <= i.index
         order by first_index desc limit 1
       ) p
     ) f
     cross join lateral (
       select first_index, notes from spool_notes where ${ofCheck} and contacts = $4 and first_index = f.first_index limit 1
     ) n order by n.first_index`,
    [...whichCheck(ref), name === 'contacts', indexes],
  );
  const wanted = new Set(indexes);
  const notes = packs.flatMap((pack) => findInNotePack(unpackBytes(pack.notes), (index) => wanted.has(index)));
  const found = amendNotes(notes, ref, { name, from: 0, until: Infinity });
  return found.filter(({ index }) => wanted.has(index));
}
