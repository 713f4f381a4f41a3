import { type Static, Type } from 'typebox';
import type { Call, FileAnswer, Route } from '../../http/route.ts';
import { spreadsheetSchema } from '../../http/spreadsheet-schema.ts';
import type { ListRef } from '../../engine/ports.ts';
import type { CustomerLists, FieldsOf } from '../../lists/customer-lists.ts';
import { listParams } from './list-shape.ts';
import { refusal } from './wire.ts';

export interface ListTemplateDeps<Tx> {
  readonly lists: Pick<CustomerLists<Tx>, 'listForTemplate'>;
  readonly listSheet: (sheet: {
    readonly type: 'csv' | 'xlsx';
    readonly of: FieldsOf;
    /** Whose customers stand in it; null: nobody's. */
    readonly list: ListRef | null;
  }) => { readonly mediaType: string; readonly content: AsyncIterable<Uint8Array> };
}

const query = Type.Object(
  {
    format: Type.Optional(Type.Enum(['csv', 'xlsx'], { default: 'csv' })),
    data: Type.Optional(Type.Boolean({ description: "True: with the list's customers, to be edited and sent back." })),
  },
  { additionalProperties: false },
);

/** `GET /lists/{id}/template`: a sheet to fill in, or the present customers to edit. */
export function getListTemplate<Tx>({ lists, listSheet }: ListTemplateDeps<Tx>): Route<Tx> {
  async function handle(call: Call): Promise<FileAnswer> {
    const { format: type = 'csv', data = false } = call.query as Static<typeof query>;
    const id = call.params['id'] ?? '';
    const found = await lists.listForTemplate(call.organization, id);
    const { mediaType, content } = listSheet({ type, of: found, list: data ? found.list : null });
    return { status: 200, file: { name: `${id}-customers.${type}`, mediaType, bytes: null, content } };
  }
  return {
    method: 'GET',
    path: '/api/v1/lists/:id/template',
    operationId: 'getListTemplate',
    summary: "Downloads a sheet to fill in, or the list's customers",
    description:
      'A header row with a column for each field; a workbook has a second sheet that explains them. With `data=true` the ' +
      'customers stand in it as they are at this moment. Sent back unedited it changes nothing: where no cell could set a ' +
      'value again (an object, a text with blanks around it) the cell is empty, which leaves the value alone. A workbook ' +
      'holds 1,048,575 customers, a CSV any number. 503 while one of the same organization, or two at all, are ' +
      'sent already; one that takes longer than 15 minutes is broken off.',
    tag: 'Lists',
    scope: 'customers:read',
    actsBelow: true,
    params: listParams,
    query,
    answers: { 200: spreadsheetSchema, 404: refusal, 422: refusal },
    run: { kind: 'download', handle },
  };
}
