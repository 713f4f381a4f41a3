import type { JsonObject } from '../../engine/records.ts';
import { changeWarning } from '../sheet/row-notes.ts';
import type { CellWarning } from '../sheet-fields.ts';
import { companyFields } from './company-fields.ts';
import { statusField } from './compile-company-fields.ts';
import { contactsField } from './contact-record.ts';

export interface NormalizedPatch {
  /** The same object where nothing was changed. */
  readonly patch: JsonObject;
  /** Old → new of each value that was changed; `column` is the field. */
  readonly warnings: readonly CellWarning[];
  /** Fields that JSON cannot set, a sentence each. All other faults are for `compileCompanyFields` to find. */
  readonly faults: readonly string[];
}

const rules = new Map(companyFields.map(({ name, rule }) => [name, rule]));
const reserved = new Map([
  [statusField, `${statusField} is not set like other fields: activate or deactivate the customer`],
  [contactsField, `${contactsField} is changed by a table of contacts only`],
]);

/**
 * Brings the values of a JSON body into the form in which they are stored, as a sheet's are: capitals in `ifsc` and
 * `panOrGstin`, the name in `state`. Nothing else is touched: JSON is neither trimmed nor coerced.
 */
export function normalizeCompanyPatch(patch: JsonObject): NormalizedPatch {
  const changed: JsonObject = {};
  const warnings: CellWarning[] = [];
  const faults: string[] = [];
  for (const [name, value] of Object.entries(patch)) {
    const fault = reserved.get(name);
    if (fault !== undefined) faults.push(fault);
    const rule = rules.get(name);
    if (rule === undefined || typeof value !== 'string' || rule.trouble(value) === null) continue;
    const canonical = rule.canonical(value);
    if (canonical === null) continue;
    changed[name] = canonical.value;
    warnings.push(changeWarning(name, canonical.code, { from: value, to: canonical.text }));
  }
  return { patch: warnings.length === 0 ? patch : { ...patch, ...changed }, warnings, faults };
}
