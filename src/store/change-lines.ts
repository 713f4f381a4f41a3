/**
 * The text of a pack: a line with the names of the fields, then a line a change. JSON has no raw line feed, so one change
 * is found and read without parsing the others: a history of 50 changes looks into 50 packs of 1,000 changes each.
 *
 *     ["payment_status","emi_amount"]
 *     ["loan_1",4,88080384,0,"pending","paid",1,5000,5200]
 *
 * A change is its key, its version, the pack before it, and for each field its place in the first line, the old value
 * and the new one. null stands for absent: a top-level null is never stored.
 */
import { setOwn } from '../engine/json.ts';
import { parseJson } from '../json/parse-json.ts';
import type { Change, FieldChange, FieldChanges, Json } from '../engine/records.ts';

type Line = [key: string, version: number, previousPack: number | null, ...fields: Json[]];

/** The text of one pack, and how many changes are in it. */
export interface PackLines {
  readonly text: string;
  readonly count: number;
}

export interface PackSize {
  readonly recordsMax: number;
  /** Of its lines; one change is taken whatever its size. */
  readonly bytesMax: number;
}

/** All changes in order, in as many packs as their size asks for. */
export function* writePacks(changes: readonly Change[], size: PackSize): Generator<PackLines> {
  for (let from = 0; from < changes.length;) {
    const pack = writeLines(from === 0 ? changes : changes.slice(from), size);
    yield pack;
    from += pack.count;
  }
}

/** The first changes, as many as one pack takes. */
function writeLines(changes: readonly Change[], { recordsMax, bytesMax }: PackSize): PackLines {
  const places = new Map<string, number>();
  const lines: string[] = [];
  let bytes = 0;
  for (const change of changes) {
    const fields = places.size;
    const line = JSON.stringify(lineOf(change, places));
    bytes += Buffer.byteLength(line) + 1;
    if (lines.length > 0 && (bytes > bytesMax || lines.length >= recordsMax)) {
      return { text: textOf([...places.keys()].slice(0, fields), lines), count: lines.length };
    }
    lines.push(line);
  }
  return { text: textOf([...places.keys()], lines), count: lines.length };
}

function textOf(fields: readonly string[], lines: readonly string[]): string {
  return [JSON.stringify(fields), ...lines].join('\n');
}

export function readLines(text: string): Change[] {
  const [names, ...lines] = text.split('\n').map((line) => parseJson(line));
  return lines.map((line) => changeOf(line as Line, names as string[]));
}

/** How many changes are in a pack. None is parsed. */
export function countLines(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}

/** The changes of a pack, none of them parsed. */
export function linesOf(text: string): string[] {
  return text.split('\n').slice(1);
}

/** Whose change it is; of the line that and nothing else is looked at. */
export function keyOfLine(line: string): string {
  const [, key = '""'] = /^\[("(?:[^"\\]|\\.)*")/.exec(line) ?? [];
  return parseJson(key) as string;
}

/** The change of one customer; undefined where the pack has none. */
export function findLine(text: string, key: string): Change | undefined {
  const from = text.indexOf(`\n[${JSON.stringify(key)},`) + 1;
  if (from === 0) return undefined;
  const end = text.indexOf('\n', from);
  const line = parseJson(text.slice(from, end === -1 ? undefined : end)) as Line;
  return changeOf(line, parseJson(text.slice(0, text.indexOf('\n'))) as string[]);
}

function lineOf({ key, version, previousPack, fields }: Change, places: Map<string, number>): Line {
  const line: Line = [key, version, previousPack];
  for (const field of Object.keys(fields)) {
    let place = places.get(field);
    if (place === undefined) {
      place = places.size;
      places.set(field, place);
    }
    const change = fields[field];
    line.push(place, change?.from ?? null, change?.to ?? null);
  }
  return line;
}

function changeOf([key, version, previousPack, ...cells]: Line, names: readonly string[]): Change {
  const fields: FieldChanges = {};
  for (let at = 0; at < cells.length; at += 3) {
    const [place, from = null, to = null] = cells.slice(at, at + 3);
    const change: FieldChange = { ...(from !== null && { from }), ...(to !== null && { to }) };
    setOwn<FieldChange>(fields, names[Number(place)] ?? '', change);
  }
  return { key, version, previousPack, fields };
}
