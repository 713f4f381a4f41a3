import { campaignFields, keyFields } from './campaign-fields.ts';
import type { FieldLimits, Rule } from './field.ts';
import { fieldNameFault, shownName } from './field-name.ts';

export const customFieldTypes = ['text', 'number', 'integer', 'boolean', 'date'] as const;
export type CustomFieldType = (typeof customFieldTypes)[number];

/** The custom fields of a list that are held to a type, by name. */
export type CustomFields = Readonly<Record<string, CustomFieldType>>;

/** Custom fields that one list may declare. */
const customFieldsMax = 200;

export const customFieldRules: Readonly<Record<CustomFieldType, Rule>> = {
  text: { kind: 'text', charactersMin: 0, charactersMax: Number.POSITIVE_INFINITY },
  number: { kind: 'number', min: Number.NEGATIVE_INFINITY },
  integer: { kind: 'integer', min: Number.NEGATIVE_INFINITY },
  boolean: { kind: 'boolean' },
  date: { kind: 'date' },
};

const builtIn: ReadonlySet<string> = new Set([...Object.values(keyFields), ...campaignFields.map(({ name }) => name)]);

/** Faults of a declaration of custom fields; empty when it is one. */
export function customFieldsFaults(
  declared: Readonly<Record<string, unknown>>,
  limits: Pick<FieldLimits, 'fieldNameCharactersMax'>,
): string[] {
  const names = Object.keys(declared);
  if (names.length > customFieldsMax) return [`customFields cannot exceed ${customFieldsMax} fields`];
  return names
    .map((name) => declarationFault(name, declared[name], limits.fieldNameCharactersMax))
    .filter((fault) => fault !== null);
}

function declarationFault(name: string, type: unknown, charactersMax: number): string | null {
  const nameFault = fieldNameFault(name, charactersMax);
  if (nameFault !== null) return `customFields: ${nameFault}`;
  if (builtIn.has(name)) return `customFields: ${name} is a field of campaigns already and has its own rule`;
  if (customFieldTypes.some((known) => known === type)) return null;
  return `customFields: ${shownName(name)} must be one of ${customFieldTypes.join(', ')}`;
}
