import { RequestError } from '../errors/request-error.ts';

/** How a list's columns were matched last: header → field, or null where the column was left out. */
export type RememberedMapping = readonly (readonly [header: string, field: string | null])[];

/** As many columns as a sheet may have, and characters of a header: of longer ones nothing is remembered. */
const headersMax = 200;
const headerCharactersMax = 255;

/** What is remembered of these columns. */
export function rememberable(columns: RememberedMapping): RememberedMapping {
  return columns.filter(([header]) => isRemembered(header)).slice(0, headersMax);
}

/** Refuses a mapping that somebody sets: each header gives its column to a field that there is, and no two to the same. */
export function checkMapping(mapping: RememberedMapping, hasField: (name: string) => boolean): void {
  const faults: string[] = [];
  const taken = new Map<string, string>();
  if (mapping.length > headersMax) faults.push(`mapping cannot have more than ${headersMax} columns`);
  for (const [header, field] of mapping.slice(0, headersMax)) {
    const shown = JSON.stringify(header.slice(0, headerCharactersMax));
    if (!isRemembered(header)) {
      faults.push(
        `mapping: the header ${shown} must have 1 to ${headerCharactersMax} characters, without blanks around`,
      );
    }
    if (field === null) continue;
    const other = taken.get(field);
    if (!hasField(field)) faults.push(`mapping: ${JSON.stringify(field.slice(0, 64))} is no field of this list`);
    else if (other !== undefined) faults.push(`mapping: ${JSON.stringify(other)} and ${shown} cannot both be ${field}`);
    taken.set(field, header);
  }
  if (faults.length > 0) throw new RequestError('validation_failed', 'Validation failed', { faults });
}

function isRemembered(header: string): boolean {
  return header !== '' && header.length <= headerCharactersMax && header.trim() === header && !header.includes('\0');
}
