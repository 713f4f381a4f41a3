import { type Static, Type } from 'typebox';
import type { JsonObject } from '../../engine/records.ts';
import type { Call, FileAnswer, Route } from '../../http/route.ts';
import { spreadsheetSchema } from '../../http/spreadsheet-schema.ts';
import type { CustomerReader } from '../../lists/customer-readers.ts';
import { contactsOf } from './customer-shape.ts';
import type { CustomerDeps } from './deps.ts';
import { refusals } from './errors.ts';

/** Rows of a template, by field, in blocks. */
type Rows = AsyncIterable<readonly JsonObject[]> | null;

export interface TemplateDeps extends Pick<CustomerDeps, 'companies' | 'customers'> {
  /** Writes a template of a company's sheets; null: nothing stands in it. */
  readonly writeTemplate: (template: {
    readonly type: 'csv' | 'xlsx';
    readonly customers: Rows;
    readonly contacts: Rows;
  }) => AsyncIterable<Uint8Array>;
  readonly mediaTypes: Readonly<Record<'csv' | 'xlsx', string>>;
}

const query = Type.Object(
  {
    format: Type.Optional(Type.Enum(['xlsx', 'csv'], { default: 'xlsx' })),
    data: Type.Optional(
      Type.Boolean({ description: "True: with the company's customers, to be edited and sent back." }),
    ),
  },
  { additionalProperties: false },
);

/** `GET /api/v0/customer/bulk/template`: a sheet to fill in, or the present customers to edit. */
export function getTemplate<Tx>(deps: TemplateDeps): Route<Tx> {
  return {
    method: 'GET',
    path: '/api/v0/customer/bulk/template',
    operationId: 'getCompanyTemplate',
    summary: 'Download a sheet to fill in',
    description:
      'A header row with every column that is understood; a workbook has a second sheet that explains them. With ' +
      '`data=true` the customers stand in it, ready to be edited and sent back.',
    tag: 'Company customers',
    scope: 'customers:read',
    actsBelow: 'companyId',
    query,
    answers: { 200: spreadsheetSchema, ...refusals() },
    run: { kind: 'download', handle: async (call) => template(call, deps) },
  };
}

async function template(call: Call, deps: TemplateDeps): Promise<FileAnswer> {
  const { format: type = 'xlsx', data = false } = call.query as Static<typeof query>;
  const company = data ? await deps.companies.forReading(call.organization) : null;
  const read = (rowsOf: RowsOf): Rows => company && rowsOfList(deps.customers, company.list, rowsOf);
  const content = deps.writeTemplate({
    type,
    customers: read(({ key, data: fields }) => [{ customerId: key, ...fields }]),
    contacts: read(({ key, data: fields }) =>
      contactsOf(fields['customerKeyContacts']).map((contact) => ({ customerId: key, ...contact })),
    ),
  });
  const name = `${call.organization.code}-customers.${type}`;
  return { status: 200, file: { name, mediaType: deps.mediaTypes[type], bytes: null, content } };
}

type RowsOf = (customer: { readonly key: string; readonly data: JsonObject }) => readonly JsonObject[];

const pageCustomers = 1_000;

async function* rowsOfList(
  customers: CustomerReader,
  list: { readonly organizationId: number; readonly listId: number },
  rowsOf: RowsOf,
): AsyncGenerator<readonly JsonObject[]> {
  for (let afterKey: string | null = null; ;) {
    const page = await customers.page({ ...list, keyPrefix: null, afterKey, limit: pageCustomers });
    yield page.customers.flatMap(rowsOf);
    afterKey = page.customers.at(-1)?.key ?? null;
    if (!page.more || afterKey === null) return;
  }
}
