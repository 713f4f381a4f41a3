/** What the customers of a campaign look like, as the campaign door's contract says. */
import type { Field, Rule } from './field.ts';

export const campaignTypes = ['emi', 'edi', 'lead'] as const;
export type CampaignType = (typeof campaignTypes)[number];

/** The field that holds the key, by the campaign's type. */
export const keyFields = { emi: 'loan_id', edi: 'loan_id', lead: 'lead_id' } as const satisfies Record<
  CampaignType,
  string
>;

const paymentStatuses = ['bounced', 'pending', 'partial', 'paid', 'received'] as const;
export const languages = [
  'hindi',
  'english',
  'bengali',
  'telugu',
  'marathi',
  'tamil',
  'gujarati',
  'kannada',
  'malayalam',
  'punjabi',
  'odia',
  'assamese',
] as const;

interface CampaignField {
  readonly name: string;
  readonly rule: Rule;
  /** Types of campaign on which a new customer must bring it; on the others it may, and is held to its rule. */
  readonly requiredOn: readonly CampaignType[];
}

const loans: readonly CampaignType[] = ['emi', 'edi'];
/** A required text says something: at least one character. */
const personName: Rule = { kind: 'text', charactersMin: 1, charactersMax: 255 };
const amount: Rule = { kind: 'number', min: 0 };
const count: Rule = { kind: 'integer', min: 0 };
const date: Rule = { kind: 'date' };

export const campaignFields: readonly CampaignField[] = [
  { name: 'first_name', rule: personName, requiredOn: campaignTypes },
  { name: 'last_name', rule: personName, requiredOn: campaignTypes },
  { name: 'phone_number', rule: { kind: 'phone' }, requiredOn: campaignTypes },
  { name: 'loan_amount', rule: amount, requiredOn: loans },
  { name: 'emi_amount', rule: amount, requiredOn: loans },
  { name: 'loan_period', rule: count, requiredOn: loans },
  { name: 'current_emi', rule: count, requiredOn: loans },
  { name: 'emi_due_date', rule: date, requiredOn: loans },
  { name: 'lead_date', rule: date, requiredOn: ['lead'] },
  { name: 'payment_status', rule: { kind: 'choice', of: paymentStatuses }, requiredOn: loans },
  { name: 'language', rule: { kind: 'choice', of: languages }, requiredOn: [] },
];

/** The fields of a campaign of this type, its key apart. */
export function fieldsOfType(type: CampaignType): Field[] {
  return campaignFields.map(({ name, rule, requiredOn }) => ({ name, rule, required: requiredOn.includes(type) }));
}
