import { type Static, Type } from 'typebox';
import type { ListRef } from '../../engine/ports.ts';
import type { Call, FileAnswer, Route } from '../../http/route.ts';
import { spreadsheetSchema } from '../../http/spreadsheet-schema.ts';
import type { CustomerDeps } from './deps.ts';
import { refusals } from './errors.ts';

export interface TemplateDeps extends Pick<CustomerDeps, 'companies'> {
  /** Writes a company's sheet: to fill in where the list is null, or with its customers. */
  readonly companySheet: (sheet: { readonly type: 'csv' | 'xlsx'; readonly list: ListRef | null }) => {
    readonly mediaType: string;
    readonly content: AsyncIterable<Uint8Array>;
  };
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
  const { mediaType, content } = deps.companySheet({ type, list: company?.list ?? null });
  const name = `${call.organization.code}-customers.${type}`;
  return { status: 200, file: { name, mediaType, bytes: null, content } };
}
