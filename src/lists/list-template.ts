import type { ListRef } from '../engine/ports.ts';
import type { JsonObject } from '../engine/records.ts';
import { RequestError } from '../errors/request-error.ts';
import type { ListSheets, SheetFields } from '../fields/sheet-fields.ts';
import type { CustomerReader } from './customer-readers.ts';

export type SheetType = 'csv' | 'xlsx';

/** A list of which a sheet is made. */
export interface SheetOf {
  readonly type: SheetType;
  readonly sheets: ListSheets;
  /** Whose customers stand in it; null: nobody's, it is to be filled in. */
  readonly list: ListRef | null;
}

/** What of the customers must be known before the first is written. */
export interface SheetSurvey {
  readonly customers: number;
  readonly contacts: number;
  /** Of all fields that any of them has, or more than `namesMax` of them; [] of a company, which has none but its own. */
  readonly names: readonly string[];
}

/** A list's customers as they are at one moment. */
export interface ListSnapshot extends AsyncDisposable, Pick<CustomerReader, 'page'> {
  survey(list: ListRef, sheets: Pick<ListSheets, 'contacts'>): Promise<SheetSurvey>;
}

interface WrittenTable extends Pick<SheetFields, 'columns' | 'cell'> {
  readonly rows: AsyncIterable<readonly JsonObject[]> | null;
}

export interface TemplatePorts {
  /** Refuses where as many are open as may be, or one of the same organization. */
  readonly openSnapshot: (list: ListRef) => Promise<ListSnapshot>;
  readonly write: (template: {
    readonly type: SheetType;
    readonly customers: WrittenTable;
    readonly contacts: WrittenTable | null;
  }) => AsyncIterable<Uint8Array>;
  /** What a sheet may hold, and how many different fields are looked at. */
  readonly limits: { readonly rowsMax: number; readonly columnsMax: number; readonly namesMax: number };
}

/**
 * A sheet to fill in, or a list's customers as they are at this moment, which sent back as they are change nothing. Nothing
 * begins before the content is read; then customers are read as fast as it is.
 */
export async function* listTemplate({ type, sheets, list }: SheetOf, ports: TemplatePorts): AsyncGenerator<Uint8Array> {
  const { customers, contacts } = sheets;
  if (list === null) {
    const filledBy = (fields: SheetFields): WrittenTable => tableOf(fields, { columns: fields.columns, rows: null });
    yield* ports.write({ type, customers: filledBy(customers), contacts: contacts && filledBy(contacts) });
    return;
  }
  await using snapshot = await ports.openSnapshot(list);
  // All columns of a company are known, and a CSV has any number of rows.
  const survey = type === 'csv' && contacts !== null ? noSurvey : await snapshot.survey(list, sheets);
  refuseTooMany(type, survey, ports);
  const rowsOf = (rows: RowsOf) => rowsOfList(snapshot, list, rows);
  const key = sheets.keyField;
  const columns = columnsOf(customers, survey, ports);
  yield* ports.write({
    type,
    customers: withKeys(tableOf(customers, { columns, rows: rowsOf((customer) => [rowOf(customer, sheets)]) }), key),
    contacts:
      contacts &&
      tableOf(contacts, {
        columns: contacts.columns,
        rows: rowsOf((customer) => sheets.contactsOf(customer.data).map((row) => ({ [key]: customer.key, ...row }))),
      }),
  });
}

const noSurvey: SheetSurvey = { customers: 0, contacts: 0, names: [] };

function tableOf(fields: SheetFields, table: Pick<WrittenTable, 'columns' | 'rows'>): WrittenTable {
  return { ...table, cell: (field, value) => fields.cell(field, value) };
}

/** A key that is read otherwise (a date, blanks around it) names nobody, or another: then it stands in its row alone. */
function rowOf({ key, data }: OneCustomer, { customers, keyField }: ListSheets): JsonObject {
  return customers.cell(keyField, key) === null ? { [keyField]: key } : { ...data, [keyField]: key };
}

function withKeys(table: WrittenTable, keyField: string): WrittenTable {
  return {
    ...table,
    cell: (field, value) => (field === keyField && typeof value === 'string' ? value : table.cell(field, value)),
  };
}

function refuseTooMany(type: SheetType, { customers, contacts }: SheetSurvey, { limits }: TemplatePorts): void {
  if (type === 'csv') return;
  const { rowsMax } = limits;
  const [noun, count] = customers > rowsMax ? ['customers', customers] : ['contacts', contacts];
  if (count <= rowsMax) return;
  const sentence = `A workbook's sheet holds ${rowsMax} rows, and there are ${count} ${noun}; ask for format=csv.`;
  throw new RequestError('unprocessable', sentence);
}

/** Those of the template, and every other field that a customer has and that a column of its name is read as. */
function columnsOf(fields: SheetFields, { names }: SheetSurvey, { limits }: TemplatePorts): SheetFields['columns'] {
  // Each name that follows is compared with all names of columns.
  if (names.length > limits.namesMax) throw tooManyFields(`more than ${limits.namesMax}`, limits);
  const known = new Set(fields.columns.map(({ field }) => field));
  const others = names.filter((name) => !known.has(name) && readsAsItself(fields, name)).sort();
  const columns = [
    ...fields.columns,
    ...others.map((name) => ({ header: name, field: name, explanation: 'A field of your own', example: '' })),
  ];
  if (columns.length > limits.columnsMax) throw tooManyFields(String(columns.length), limits);
  return columns;
}

function tooManyFields(count: string, { columnsMax }: TemplatePorts['limits']): RequestError {
  const sentence =
    `The customers have ${count} different fields, and a sheet holds ${columnsMax} columns; ` +
    'read them by GET /api/v1/lists/{id}/customers.';
  return new RequestError('unprocessable', sentence);
}

/** A header that is nearly called as another field would set that one. */
function readsAsItself(fields: SheetFields, name: string): boolean {
  const [column] = fields.match([name], null, 'update').columns;
  return column?.field === name && column.header === name;
}

interface OneCustomer {
  readonly key: string;
  readonly data: JsonObject;
}
type RowsOf = (customer: OneCustomer) => readonly JsonObject[];

const pageCustomers = 1_000;

async function* rowsOfList(
  snapshot: Pick<ListSnapshot, 'page'>,
  { organizationId, listId }: ListRef,
  rowsOf: RowsOf,
): AsyncGenerator<readonly JsonObject[]> {
  for (let afterKey: string | null = null; ;) {
    const query = { organizationId, listId, keyPrefix: null, afterKey, limit: pageCustomers };
    const page = await snapshot.page(query);
    yield page.customers.flatMap(rowsOf);
    afterKey = page.customers.at(-1)?.key ?? null;
    if (!page.more || afterKey === null) return;
  }
}
