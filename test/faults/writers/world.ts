import type { Fields, Tenant } from '../../tenant.ts';
import { addMany } from '../../acceptance/company/company.ts';
import { loans } from '../../tenant.ts';

/** The two customer lists that all writers share: a campaign's, and the company's own. */
export type ListName = 'campaign' | 'company';

/** What one request was to change, and what the service answered. */
export interface Deed {
  readonly writer: number;
  /** The name of the action. */
  readonly kind: string;
  readonly list: ListName;
  /** null: the answer names none (of a single customer). */
  readonly batchId: string | null;
  readonly entries: readonly Entry[];
  /** Of an undo. */
  readonly undoes?: Deed;
}

export type Value = string | number;
export type Patch = Readonly<Record<string, Value | null>>;

export interface Entry {
  readonly key: string;
  /** Field → its new value; null: it goes. */
  readonly patch: Patch;
  readonly expectedVersion: number | null;
  /** null: it was acknowledged as applied. */
  readonly error: string | null;
}

/** Of an outcome as our own API shows it; null: the record was applied. */
export function errorIn({ error }: Fields): string | null {
  return typeof error === 'string' ? error : null;
}

/** Where the writers meet. */
export interface World {
  readonly campaignId: string;
  readonly lender: Tenant;
  readonly keys: Readonly<Record<ListName, readonly string[]>>;
  /** Of all writers: the model's memory. */
  readonly deeds: Deed[];
}

export const writersCount = 8;
const customersOf = { campaign: 60, company: 40 };

/** The fields of the company's customers that belong to one writer each, and how a number becomes a value of theirs. */
const companyFields: readonly (readonly [string, (n: number) => string])[] = [
  ['legalName', (n) => `Name ${n}`],
  ['address', (n) => `House ${n}`],
  ['assignedAgent', (n) => `Agent ${n}`],
  ['email', (n) => `c${n}@example.com`],
  ['pinCode', (n) => String(400_000 + n)],
  ['contactNumber', (n) => String(9_000_000_000 + n)],
  ['uniqueRefNo', (n) => `R-${n}`],
  ['accountNumber', (n) => `ACC${String(n).padStart(9, '0')}`],
];

/** What a company's customer is made with. */
export const firstName = 'Asha';

/** The field that this writer alone changes. */
export function ownField(list: ListName, writer: number): string {
  return list === 'campaign' ? `by_${writer}` : (companyFields[writer]?.[0] ?? '');
}

/** A value of his field that nobody else, and he himself never again, gives. */
export function ownValue(list: ListName, writer: number, n: number): Value {
  return list === 'campaign' ? n : (companyFields[writer]?.[1](n) ?? '');
}

/** The fields that all of them change, with values that are given once. */
export function sharedPatches(list: ListName, n: number): readonly Patch[] {
  if (list === 'company') return [{ ifsc: `ABCD0${n.toString(36).toUpperCase().padStart(6, '0')}` }];
  return [{ current_emi: n }, { note: `note ${n}` }, { current_emi: n, note: `note ${n}` }, { note: null }];
}

/** A lender with a campaign and customers of its own. */
export async function makeWorld(lender: Tenant): Promise<World> {
  const own = Array.from({ length: writersCount }, (_, writer) => [ownField('campaign', writer), 'integer']);
  const customFields = Object.fromEntries([...own, ['note', 'text']]) as Fields;
  const customers = loans(customersOf.campaign);
  const campaignId = await lender.campaign(customers, { customFields });
  const company = await addMany(lender, customersOf.company);
  return {
    campaignId,
    lender,
    keys: { campaign: customers.map(({ loan_id }) => String(loan_id)), company },
    deeds: [],
  };
}
