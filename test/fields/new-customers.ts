import type { JsonObject } from '../../src/engine/records.ts';
import type { CampaignType } from '../../src/fields/campaign-fields.ts';

interface Example {
  readonly key: string;
  readonly data: JsonObject;
  /** Fields of it that need not be there. */
  readonly optional: readonly string[];
}

const person = { first_name: 'Asha', last_name: 'Rao', phone_number: '+91 9876543210', language: 'kannada' };
const loan = {
  loan_id: 'L1',
  ...person,
  loan_amount: 250_000,
  emi_amount: 5_210.5,
  loan_period: 60,
  current_emi: 12,
  emi_due_date: '2026-04-05',
  payment_status: 'pending',
};

/** A customer that may be added, for each type of campaign. */
export const newCustomers: Readonly<Record<CampaignType, Example>> = {
  emi: { key: 'L1', data: loan, optional: ['language'] },
  edi: { key: 'L1', data: loan, optional: ['language'] },
  lead: { key: 'P1', data: { lead_id: 'P1', ...person, lead_date: '2026-03-01' }, optional: ['language'] },
};
