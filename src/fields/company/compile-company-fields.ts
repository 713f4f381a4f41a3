import type { CompiledFields } from '../../engine/fields.ts';
import type { Json, JsonObject } from '../../engine/records.ts';
import { addFault } from '../fault-list.ts';
import { shownName } from '../field-name.ts';
import { companyFields, customerIdField } from './company-fields.ts';
import { contactsField } from './contact-record.ts';
import { contactsTrouble } from './contacts-rule.ts';

/** The field that says whether a customer was deactivated; an active one has none. */
export const statusField = 'status';
export const deactivated = 'deactivated';

interface Checker {
  readonly required: boolean;
  readonly trouble: (value: Json) => string | null;
}

const checkers: ReadonlyMap<string, Checker> = new Map([
  ...companyFields
    .filter(({ name }) => name !== customerIdField)
    .map(({ name, required, rule }): [string, Checker] => [name, { required, trouble: rule.trouble }]),
  // These two are set by no JSON and no column, but by the service itself; what undoes them passes here too.
  [contactsField, { required: false, trouble: contactsTrouble }],
  [statusField, { required: false, trouble: (value) => (value === deactivated ? null : `can only be ${deactivated}`) }],
]);
const required = companyFields.filter((field) => field.required).map(({ name }) => name);
const none: readonly string[] = Object.freeze([]);

/** What a company's customers look like, for patches as they are stored; `normalizeCompanyPatch` comes before. */
export function compileCompanyFields(): CompiledFields {
  return {
    keyField: customerIdField,
    checkPatch: (patch, key) => check(patch, key, 'cannot be changed') ?? none,
    checkNew(data, key) {
      const faults = check(data, key, 'is given by the service') ?? [];
      for (const name of required) {
        if (!Object.hasOwn(data, name)) addFault(faults, `${name} is required`);
      }
      return faults;
    },
  };
}

function check(data: JsonObject, key: string | null, otherKey: string): string[] | null {
  let faults: string[] | null = null;
  for (const name of Object.keys(data)) {
    const value = data[name] ?? null;
    const fault = name === customerIdField ? keyFault(value, key, otherKey) : fieldFault(name, value);
    if (fault !== null) addFault((faults ??= []), fault);
  }
  return faults;
}

function keyFault(value: Json, key: string | null, otherKey: string): string | null {
  return key !== null && value === key ? null : `${customerIdField} ${otherKey}`;
}

function fieldFault(name: string, value: Json): string | null {
  const checker = checkers.get(name);
  if (checker === undefined) return `${shownName(name)} is not a field of a customer`;
  if (value === null) return checker.required ? `${name} is required and cannot be removed` : null;
  const trouble = checker.trouble(value);
  return trouble === null ? null : `${name} ${trouble}`;
}
