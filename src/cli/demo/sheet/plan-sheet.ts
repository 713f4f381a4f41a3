import { Random } from '../random.ts';
import { companyCustomerAt } from './company-customer.ts';
import type { CompanyCustomer } from './company-customer.ts';
import type { DemoCell } from './write-workbook.ts';

/** The workbook of a finance team, and what must become of it. */
export interface SheetPlan {
  readonly header: readonly string[];
  readonly rows: readonly (readonly DemoCell[])[];
  readonly expected: SheetExpected;
  /** By the row's number in the sheet: what a bookkeeper would write where the row failed. */
  readonly mends: ReadonlyMap<number, Mend>;
}

export interface Mend {
  /** From 0. */
  readonly column: number;
  readonly value: string;
}

export interface SheetExpected {
  readonly total: number;
  readonly applied: number;
  readonly failed: number;
  /** Applied rows of which a value was put right, or that repeat a customer. */
  readonly warned: number;
  /** Of the applied rows, in paise. */
  readonly outstanding: number;
  /** Numbers of the rows that fail, in order. */
  readonly failedRows: readonly number[];
  /** A few customers as they must be in the end, all mended. */
  readonly customers: readonly Readonly<Record<string, string | number>>[];
}

const sheetHeader = [
  'Ref No',
  'Customer Name',
  'PAN',
  'Mobile',
  'A/C No',
  'IFSC Code',
  'State',
  'Pincode',
  'Outstanding',
  'Remarks',
];
const column = { reference: 0, pan: 2, mobile: 3, account: 4, ifsc: 5, state: 6, outstanding: 8, remarks: 9 };

const fates = [
  'as it stands',
  'number for a phone',
  'phone without plus',
  'small letters',
  'lost zero',
  'padded account',
  'repeated',
  'wrong IFSC',
  'missing customer',
  'broken lookup',
] as const;
type Fate = (typeof fates)[number];

const warns: ReadonlySet<Fate> = new Set(['phone without plus', 'small letters', 'lost zero', 'repeated']);
const fails: ReadonlySet<Fate> = new Set(['wrong IFSC', 'missing customer', 'broken lookup']);

interface Entry {
  readonly fate: Fate;
  /** The customer's number. */
  readonly index: number;
  /** What the customer has after the row was applied, mended where it must be. */
  readonly after: CompanyCustomer;
  readonly cells: readonly DemoCell[];
  readonly mend: Mend | null;
}

/** Has every customer pay an instalment, in a sheet that people and Excel have worked on. */
export function planSheet(rows: number): SheetPlan {
  const random = new Random(20_260_630);
  const repeated = share(rows, 4);
  const indexes = random.shuffle(Array.from({ length: rows - repeated }, (_, index) => index));
  const entries = random.shuffle(indexes.map((index, place) => entryOf(index, fateAt(place, rows))));
  // Customers who stand in the sheet again, further down; early enough that the answer shows it.
  const early = entries.slice(0, entries.length / 10);
  const again = early.filter(({ fate }) => fate === 'as it stands').slice(0, repeated);
  const all = [...early, ...again.map(({ index }) => entryOf(index, 'repeated')), ...entries.slice(early.length)];
  return {
    header: sheetHeader,
    rows: all.map(({ cells }) => cells),
    expected: expectation(all),
    mends: new Map(all.flatMap(({ mend }, place) => (mend === null ? [] : [[rowNumber(place), mend]]))),
  };
}

/** A share of the rows, in thousandths; at least one. */
function share(rows: number, perThousand: number): number {
  return Math.max(1, Math.floor((rows * perThousand) / 1000));
}

/** The first places have something wrong, the others are as they should be, or nearly. */
function fateAt(place: number, rows: number): Fate {
  const damage: readonly [Fate, perThousand: number][] = [
    ['wrong IFSC', 3],
    ['missing customer', 2],
    ['broken lookup', 3],
    ['small letters', 40],
    ['lost zero', 20],
    ['phone without plus', 100],
    ['number for a phone', 300],
    ['padded account', 200],
  ];
  let until = 0;
  for (const [fate, perThousand] of damage) {
    until += share(rows, perThousand);
    if (place < until) return fate;
  }
  return 'as it stands';
}

function entryOf(index: number, fate: Fate): Entry {
  const before = companyCustomerAt(index);
  const instalment = fate === 'repeated' ? 250_000 : 125_050;
  const after: CompanyCustomer = {
    ...before,
    outstanding: before.outstanding - instalment,
    ...(fate === 'lost zero' && { state: 'Delhi' }),
    ...(fate === 'phone without plus' && { contactNumber: `+91${before.contactNumber}` }),
  };
  const cells = cellsOf(after);
  const mend = damage(cells, { fate, after });
  return { fate, index, after, cells, mend };
}

function cellsOf(customer: CompanyCustomer): DemoCell[] {
  const { uniqueRefNo, legalName, panOrGstin, contactNumber, accountNumber, ifsc, state, pinCode } = customer;
  const outstanding = { number: rupees(customer.outstanding) };
  // Texts, but for what Excel takes for numbers by itself.
  const phone = contactNumber.startsWith('+') ? contactNumber : `+91 ${contactNumber}`;
  return [
    uniqueRefNo,
    legalName,
    panOrGstin,
    phone,
    accountNumber,
    ifsc,
    state,
    { number: pinCode },
    outstanding,
    null,
  ];
}

/** Does to the row what people and Excel do; what mends it, where it fails by that. */
function damage(cells: DemoCell[], { fate, after }: Pick<Entry, 'fate' | 'after'>): Mend | null {
  const { panOrGstin, contactNumber, accountNumber, ifsc } = after;
  if (fate === 'number for a phone') cells[column.mobile] = { number: contactNumber };
  if (fate === 'phone without plus') cells[column.mobile] = { number: contactNumber.slice(1) };
  if (fate === 'small letters') cells[column.pan] = panOrGstin.toLowerCase();
  if (fate === 'lost zero') cells[column.state] = { number: '7' };
  if (fate === 'padded account') cells[column.account] = { number: accountNumber.replace(/^0+/, ''), padding: 12 };
  if (fate === 'repeated') cells[column.remarks] = 'paid twice';
  if (fate === 'wrong IFSC') return spoil(cells, { at: column.ifsc, by: ifsc.replace('0', 'O'), value: ifsc });
  if (fate === 'broken lookup') {
    return spoil(cells, { at: column.outstanding, by: { error: '#N/A' }, value: rupees(after.outstanding) });
  }
  if (fate === 'missing customer') {
    const { uniqueRefNo } = after;
    return spoil(cells, { at: column.reference, by: uniqueRefNo.replace('ASH', 'ASG'), value: uniqueRefNo });
  }
  return null;
}

function spoil(cells: DemoCell[], { at, by, value }: { at: number; by: DemoCell; value: string }): Mend {
  cells[at] = by;
  return { column: at, value };
}

function expectation(entries: readonly Entry[]): SheetExpected {
  const failed = entries.flatMap(({ fate }, place) => (fails.has(fate) ? [place] : []));
  const applied = entries.filter(({ fate }) => !fails.has(fate));
  // Of a customer that stands twice in the sheet the later row counts.
  const shown = fates.flatMap((fate) => entries.findLast((entry) => entry.fate === fate) ?? []);
  return {
    total: entries.length,
    applied: applied.length,
    failed: failed.length,
    warned: applied.filter(({ fate }) => warns.has(fate)).length,
    outstanding: applied.reduce((sum, { after }) => sum + after.outstanding, 0),
    failedRows: failed.map(rowNumber),
    customers: shown.map(({ index }) => storedOf(entries.findLast((entry) => entry.index === index)?.after)),
  };
}

/** As the door shows the customer. */
function storedOf(customer: CompanyCustomer = companyCustomerAt(0)): Record<string, string | number> {
  const { panOrGstin, accountNumber, ifsc, state, pinCode, outstanding, uniqueRefNo } = customer;
  return { uniqueRefNo, panOrGstin, accountNumber, ifsc, state, pinCode, outstandingAmount: outstanding / 100 };
}

/** As Excel numbers rows: the first one is the header. */
function rowNumber(place: number): number {
  return place + 2;
}

/** Without zeros at the end, as Excel stores a number. */
function rupees(paise: number): string {
  return String(paise / 100);
}
