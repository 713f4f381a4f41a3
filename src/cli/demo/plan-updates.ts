import { borrowerAt, loanId } from './borrowers.ts';
import type { Borrower } from './borrowers.ts';
import { Random } from './random.ts';

/** One record of the request: most of them have an id. */
export interface PlannedRecord {
  readonly id?: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** The demo's one bulk update, and what must become of it. */
export interface UpdatePlan {
  readonly records: readonly PlannedRecord[];
  readonly expected: Expected;
}

export interface Expected {
  readonly total: number;
  readonly valid: number;
  readonly invalid: number;
  readonly successful: number;
  readonly failed: number;
  readonly updated: number;
  readonly unchanged: number;
  /** Valid records whose id stood in the request before. */
  readonly repeating: number;
  /** Places in the request, in order. */
  readonly invalidIndexes: readonly number[];
  readonly failedIndexes: readonly number[];
  /** A customer that the request names twice, and the payment status that the later record gives it. */
  readonly twice: { readonly id: string; readonly status: string };
}

interface Entry extends PlannedRecord {
  readonly fate: 'updated' | 'unchanged' | 'missing' | 'invalid';
}

/** Chooses who pays, and mixes in what goes wrong: 1 % ids that nobody has, 1.5 % bad values, 2 % repeated ids. */
export function planUpdates({ customers, records }: { customers: number; records: number }): UpdatePlan {
  const random = new Random(20_260_709);
  const share = (perThousand: number) => Math.max(1, Math.floor((records * perThousand) / 1000));
  const [missing, invalid, repeated, unchanged] = [share(10), share(15), share(20), share(5)];
  const paying = records - missing - invalid - repeated - unchanged;
  const chosen = random.shuffle(Array.from({ length: customers }, (_, index) => index)).map(borrowerAt);
  const payers = chosen.slice(0, paying);
  const others = chosen.slice(paying);
  const entries = [
    ...payers.map(payment),
    ...payers.slice(0, repeated).map(partPayment),
    ...others.slice(0, unchanged).map(asItStands),
    ...others.slice(unchanged, unchanged + invalid).map(badRecord),
    ...Array.from({ length: missing }, (_, index) => ofNobody(customers + index, random)),
  ];
  const shuffled = random.shuffle(entries);
  return {
    records: shuffled.map(({ fate: _fate, ...record }) => record),
    expected: expectation(shuffled, loanIdOf(payers[0])),
  };
}

function payment({ loan_id: id, current_emi, emi_amount, emi_due_date }: Borrower): Entry {
  const last_payment = { amount: emi_amount, mode: 'UPI', on: '2026-07-04' };
  const next = emi_due_date.replace('-07-', '-08-');
  return {
    fate: 'updated',
    id,
    data: { payment_status: 'paid', current_emi: current_emi + 1, emi_due_date: next, last_payment },
  };
}

function partPayment({ loan_id: id, emi_amount }: Borrower): Entry {
  const last_payment = { amount: Math.round(emi_amount / 2), mode: 'cash', on: '2026-07-03' };
  return { fate: 'updated', id, data: { payment_status: 'received', last_payment } };
}

function asItStands({ loan_id: id, payment_status, language }: Borrower): Entry {
  return { fate: 'unchanged', id, data: { payment_status, language } };
}

function badRecord({ loan_id: id, emi_amount }: Borrower, index: number): Entry {
  const faulty: readonly PlannedRecord[] = [
    { id, data: { payment_status: 'paid', emi_amount: emi_amount.toLocaleString('en-IN') } },
    { id, data: { emi_due_date: '2026-02-30' } },
    { id, data: { payment_status: 'PAID' } },
    { id, data: { phone_number: '98450' } },
    { id, data: { loan_amount: -5_000 } },
    { id, data: { first_name: null } },
    { data: { payment_status: 'paid' } },
    { id, data: { current_emi: 12.5 } },
  ];
  return { fate: 'invalid', ...(faulty[index % faulty.length] ?? { data: {} }) };
}

function ofNobody(index: number, random: Random): Entry {
  return { fate: 'missing', id: loanId(index), data: { payment_status: random.pick(['paid', 'received']) } };
}

function expectation(entries: readonly Entry[], twice: string): Expected {
  const indexesOf = (fate: Entry['fate']) => entries.flatMap((entry, index) => (entry.fate === fate ? [index] : []));
  const [updated, unchanged] = [indexesOf('updated').length, indexesOf('unchanged').length];
  const [invalidIndexes, failedIndexes] = [indexesOf('invalid'), indexesOf('missing')];
  const ids = entries.filter(({ fate }) => fate === 'updated').map(({ id }) => id);
  return {
    total: entries.length,
    valid: entries.length - invalidIndexes.length,
    invalid: invalidIndexes.length,
    successful: updated + unchanged,
    failed: failedIndexes.length,
    updated,
    unchanged,
    repeating: ids.length - new Set(ids).size,
    invalidIndexes,
    failedIndexes,
    twice: { id: twice, status: String(entries.findLast(({ id }) => id === twice)?.data['payment_status']) },
  };
}

function loanIdOf(borrower: Borrower | undefined): string {
  return borrower?.loan_id ?? '';
}
