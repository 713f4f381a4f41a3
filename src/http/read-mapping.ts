import { parseJson } from '../json/parse-json.ts';
import { malformed } from './malformed.ts';

type Mapping = readonly (readonly [header: string, field: string | null])[];

/** The form field `mapping`: a JSON object, header → field, or null to leave the column out. */
export function readMapping(text: string | undefined): Mapping | null {
  if (text === undefined) return null;
  const value = parsed(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw malformed([wanted]);
  const entries = Object.entries(value);
  const faults = entries
    .filter(([, field]) => field !== null && typeof field !== 'string')
    .map(([header]) => `mapping: ${header} must be the name of a field, or null to leave the column out`);
  if (faults.length > 0) throw malformed(faults);
  return entries as [string, string | null][];
}

const wanted = 'mapping must be a JSON object, header → field, or null to leave the column out';

function parsed(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    throw malformed([wanted]);
  }
}
