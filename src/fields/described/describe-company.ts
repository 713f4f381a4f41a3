import { amountRule } from '../company/amount-rule.ts';
import { branchCodesRule } from '../company/branch-codes-rule.ts';
import { companyFields, customerIdField } from '../company/company-fields.ts';
import { deactivated, statusField } from '../company/compile-company-fields.ts';
import { contactsField } from '../company/contact-record.ts';
import { indianStates } from '../company/indian-states.ts';
import { stateRule } from '../company/state-rule.ts';
import { emailRule } from '../company/text-rules.ts';
import type { FieldRule } from '../sheet/field-rule.ts';
import { phoneRule } from '../sheet/phone-rule.ts';
import type { DescribedField } from './described-field.ts';
import { fieldLabel } from './field-label.ts';

/** The fields of a company's customers, in a template's order; then those that the service alone writes. */
export function describeCompany(unique: ReadonlySet<string>): DescribedField[] {
  const fields = companyFields.map(({ name, required, rule, explanation, example, aliases }) => {
    const isKey = name === customerIdField;
    return {
      name,
      label: fieldLabel(name),
      ...formOf(rule),
      required,
      isKey,
      isUnique: isKey || unique.has(name),
      readOnly: false,
      description: explanation,
      example,
      aliases,
      custom: false,
    };
  });
  return [...fields, ...ofTheService];
}

const same = { required: false, isKey: false, isUnique: false, readOnly: true, aliases: [], custom: false } as const;
const ofTheService: readonly DescribedField[] = [
  {
    name: contactsField,
    label: 'Key contacts',
    kind: 'object',
    description: 'The contacts of the customer, by their ids. The sheet Contacts changes them',
    ...same,
  },
  {
    name: statusField,
    label: 'Status',
    kind: 'choice',
    choices: [deactivated],
    description: 'Says that the customer was deactivated; an active one has none',
    ...same,
  },
];

type Form = Pick<DescribedField, 'kind' | 'choices'>;

/** What a rule reads; any other reads a text of a certain form. */
const forms: ReadonlyMap<FieldRule, Form> = new Map<FieldRule, Form>([
  [phoneRule, { kind: 'phone' }],
  [emailRule, { kind: 'email' }],
  [amountRule, { kind: 'number' }],
  [branchCodesRule, { kind: 'list' }],
  [stateRule, { kind: 'choice', choices: indianStates.map(({ name }) => name) }],
]);

function formOf(rule: FieldRule): Form {
  return forms.get(rule) ?? { kind: 'text' };
}
