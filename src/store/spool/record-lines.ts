/**
 * The text of a pack of records: JSON, the names of the fields, then a line a record: its key, its index, and for each
 * field its place among the names and its value; at the place -1 the version that it expects.
 *
 *     [["legalName","email"]
 *     ,["KC1",0,0,"Asha",1,"a@example.com"]
 *     ,["KC2",7,1,null]
 *     ]
 */
import { setOwn } from '../../engine/json.ts';
import type { Json, JsonObject } from '../../engine/records.ts';
import { parseJson } from '../../json/parse-json.ts';
import type { SpoolRecord } from '../../uploads/ports.ts';

const versionPlace = -1;

/** Places of the fields, in the order in which records named them first. */
export type FieldPlaces = Map<string, number>;

export function recordLine({ key, index, patch, expectedVersion }: SpoolRecord, places: FieldPlaces): string {
  const line: Json[] = [key, index];
  for (const field of Object.keys(patch)) {
    let place = places.get(field);
    if (place === undefined) {
      place = places.size;
      places.set(field, place);
    }
    line.push(place, patch[field] ?? null);
  }
  if (expectedVersion !== undefined) line.push(versionPlace, expectedVersion);
  return JSON.stringify(line);
}

/** What stands before each line, and after it. */
export const lineBegin = ','.charCodeAt(0);
export const lineEnd = '\n'.charCodeAt(0);

/** What stands before all lines, and after them. */
export function aroundLines(places: FieldPlaces): readonly [before: string, after: string] {
  return [`[${JSON.stringify([...places.keys()])}\n`, ']'];
}

export function readRecordLines(text: string): SpoolRecord[] {
  const [fields, ...lines] = parseJson(text) as [string[], ...Json[][]];
  return lines.map((line) => recordOf(line, fields));
}

/** The records of one customer, in order; the others' lines are not parsed. */
export function findRecordLines(text: string, key: string): SpoolRecord[] {
  const records: SpoolRecord[] = [];
  const begin = `\n${String.fromCharCode(lineBegin)}[${JSON.stringify(key)},`;
  const head = text.indexOf('\n');
  for (let at = text.indexOf(begin, head); at !== -1; at = text.indexOf(begin, at + 1)) {
    const line = parseJson(text.slice(at + 2, text.indexOf('\n', at + 1))) as Json[];
    records.push(recordOf(line, parseJson(text.slice(1, head)) as string[]));
  }
  return records;
}

function recordOf(line: readonly Json[], fields: readonly string[]): SpoolRecord {
  const patch: JsonObject = {};
  let expectedVersion: number | undefined;
  for (let at = 2; at < line.length; at += 2) {
    const place = line[at] as number;
    const value = line[at + 1] as Json;
    if (place === versionPlace) expectedVersion = value as number;
    else setOwn(patch, fields[place] as string, value);
  }
  const record = { key: line[0] as string, index: line[1] as number, patch };
  return expectedVersion === undefined ? record : { ...record, expectedVersion };
}
