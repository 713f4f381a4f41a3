import { type CampaignType, campaignFields, keyFields } from '../campaign-fields.ts';
import { customFieldRules, type CustomFields } from '../custom-fields.ts';
import type { Rule } from '../field.ts';

/** A column of a campaign's sheets that has a type. */
export interface CampaignSheetField {
  readonly name: string;
  readonly rule: Rule;
  readonly required: boolean;
  readonly explanation: string;
  readonly example: string;
}

/** The key, the fields of the campaign's type, and the custom fields that have a type, in a template's order. */
export function campaignSheetFields(
  type: CampaignType,
  { customFields, keyCharactersMax }: { readonly customFields: CustomFields; readonly keyCharactersMax: number },
): CampaignSheetField[] {
  const keyRule: Rule = { kind: 'text', charactersMin: 1, charactersMax: keyCharactersMax };
  const key = { name: keyFields[type], rule: keyRule, required: true };
  const builtIn = campaignFields.map(({ name, rule, requiredOn }) => ({
    name,
    rule,
    required: requiredOn.includes(type),
  }));
  const custom = Object.entries(customFields).map(([name, customType]) => ({
    name,
    rule: customFieldRules[customType],
    required: false,
  }));
  return [key, ...builtIn, ...custom].map((field) => ({
    ...field,
    explanation: explain(field.rule) + (field.required ? '. Needed for a new customer; cannot be cleared' : ''),
    example: examples.get(field.name) ?? example(field.rule),
  }));
}

const examples: ReadonlyMap<string, string> = new Map([
  ['loan_id', 'loan_12345'],
  ['lead_id', 'lead_12345'],
  ['first_name', 'Asha'],
  ['last_name', 'Patil'],
]);

function explain(rule: Rule): string {
  if (rule.kind === 'text') {
    return Number.isFinite(rule.charactersMax) ? `${rule.charactersMin} to ${rule.charactersMax} characters` : 'A text';
  }
  if (rule.kind === 'number') return Number.isFinite(rule.min) ? `A number, at least ${rule.min}` : 'A number';
  if (rule.kind === 'integer')
    return Number.isFinite(rule.min) ? `A whole number, at least ${rule.min}` : 'A whole number';
  if (rule.kind === 'boolean') return 'TRUE or FALSE';
  if (rule.kind === 'date') return 'A date, best as YYYY-MM-DD';
  if (rule.kind === 'phone') return '10 digits, or + or 00, a country code and 10 digits';
  return `One of ${rule.of.join(', ')}`;
}

function example(rule: Rule): string {
  if (rule.kind === 'number') return '8400.50';
  if (rule.kind === 'integer') return '12';
  if (rule.kind === 'boolean') return 'TRUE';
  if (rule.kind === 'date') return '2026-01-31';
  if (rule.kind === 'phone') return '9876543210';
  return rule.kind === 'choice' ? (rule.of[0] ?? '') : 'a text';
}
