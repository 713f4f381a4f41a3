/** The text of a pack of notes: JSON, a note an array, `[[7,null,[["PAN","bad_pan","…","abc"]],[]],…]`. */
import { parseJson } from '../../json/parse-json.ts';
import type { CellFault, CellWarning } from '../../fields/sheet-fields.ts';
import type { RowNote } from '../../uploads/ports.ts';
import { jsonElements } from './json-elements.ts';

/** Notes of a pack, and faults and warnings in them, at most; one note is taken whatever its size. */
const packNotesMax = 1_000;
const packSentencesMax = 1_000;

export interface NotePack {
  readonly firstIndex: number;
  readonly lastIndex: number;
  readonly text: string;
}

type PackedFault = readonly [column: string | null, code: string, message: string, value: string | null];
type PackedWarning = readonly [column: string | null, code: string, message: string, from: string, to: string];
type PackedNote = readonly [
  index: number,
  key: string | null,
  faults: readonly PackedFault[],
  warnings: readonly PackedWarning[],
];

/** Collects notes until they fill a pack. */
export class NotePacks {
  #notes: RowNote[] = [];
  #sentences = 0;

  /** The packs that the notes fill; null: those that are left. */
  *collect(notes: readonly RowNote[] | null): Generator<NotePack> {
    for (const note of notes ?? []) {
      this.#notes.push(note);
      this.#sentences += note.faults.length + note.warnings.length;
      if (this.#notes.length >= packNotesMax || this.#sentences >= packSentencesMax) yield this.#take();
    }
    if (notes === null && this.#notes.length > 0) yield this.#take();
  }

  #take(): NotePack {
    const notes = this.#notes;
    this.#notes = [];
    this.#sentences = 0;
    const [firstIndex, lastIndex] = [notes[0]?.index ?? 0, notes.at(-1)?.index ?? 0];
    return { firstIndex, lastIndex, text: JSON.stringify(notes.map(packNote)) };
  }
}

export function readNotePack(text: string): RowNote[] {
  return (parseJson(text) as PackedNote[]).map(unpackNote);
}

/** Those of a pack's notes alone, in order. */
export function findInNotePack(bytes: Uint8Array, isWanted: (index: number) => boolean): RowNote[] {
  const notes: RowNote[] = [];
  for (const element of jsonElements(bytes)) {
    if (!isWanted(indexOf(element))) continue;
    const text = Buffer.from(element.buffer, element.byteOffset, element.byteLength).toString();
    notes.push(unpackNote(parseJson(text) as PackedNote));
  }
  return notes;
}

/** The number behind the bracket. */
function indexOf(element: Uint8Array): number {
  let index = 0;
  for (let at = 1; ; at += 1) {
    const digit = (element[at] ?? 0) - 0x30;
    if (digit < 0 || digit > 9) return index;
    index = index * 10 + digit;
  }
}

function unpackNote([index, key, faults, warnings]: PackedNote): RowNote {
  return {
    index,
    ...(key !== null && { key }),
    faults: faults.map(([column, code, message, value]): CellFault => ({ column, code, message, value })),
    warnings: warnings.map(([column, code, message, from, to]): CellWarning => ({ column, code, message, from, to })),
  };
}

function packNote({ index, key, faults, warnings }: RowNote): PackedNote {
  return [
    index,
    key ?? null,
    faults.map(({ column, code, message, value }) => [column, code, message, value]),
    warnings.map(({ column, code, message, from, to }) => [column, code, message, from, to]),
  ];
}
