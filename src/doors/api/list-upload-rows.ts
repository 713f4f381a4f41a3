import { type Static, Type } from 'typebox';
import { RequestError } from '../../errors/request-error.ts';
import type { Answer, Call, Route } from '../../http/route.ts';
import { type RowsPage, rowsPageMax, type RowsQuery } from '../../uploads/rows/list-rows.ts';
import { uploadParams } from './upload-shape.ts';
import { pageQuery, refusal, successPage } from './wire.ts';

export interface RowsDeps {
  /** A page of an upload's rows; null: its file is not read, or was refused. */
  readonly rowsOf: (organizationId: number, uploadId: string, query: RowsQuery) => Promise<RowsPage | null>;
}

const textOrNull = Type.Union([Type.String(), Type.Null()]);
const filters = Type.Object({
  filter: Type.Optional(Type.Enum(['invalid', 'warned', 'excluded', 'changing', 'unchanged', 'missing'])),
  search: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 255,
      description: "A part of a cell or of the customer's key, in any case.",
    }),
  ),
});
const query = Type.Object(
  { ...filters.properties, ...pageQuery(/^\d{1,8}$/, { entries: 50, entriesMax: rowsPageMax }).properties },
  { additionalProperties: false },
);

const row = Type.Object({
  table: Type.Enum(['customers', 'contacts']),
  row: Type.Integer({ description: 'As a spreadsheet program numbers it.' }),
  key: textOrNull,
  cells: Type.Array(textOrNull),
  outcome: Type.Enum(['valid', 'invalid', 'excluded', 'updated', 'unchanged', 'failed'], {
    description: 'What would become of the row now.',
  }),
  errors: Type.Array(
    Type.Object({ column: textOrNull, code: Type.String(), message: Type.String(), value: textOrNull }),
  ),
  warnings: Type.Array(
    Type.Object({
      column: textOrNull,
      code: Type.String(),
      message: Type.String(),
      from: Type.String(),
      to: Type.String(),
    }),
  ),
  changes: Type.Record(Type.String(), Type.Object({ from: Type.Optional(Type.Any()), to: Type.Optional(Type.Any()) }), {
    description: "By field, of the customer: what all of the file's rows for him would change.",
  }),
});

/** `GET /uploads/{id}/rows`: what would become of each row. */
export function listUploadRows<Tx>({ rowsOf }: RowsDeps): Route<Tx> {
  async function handle({ organization, params, query: asked }: Call): Promise<Answer> {
    const { filter = null, search = null, ...page } = asked as Static<typeof filters>;
    const { limit = 50, cursor } = page as { limit?: number; cursor?: string };
    const at = cursor === undefined ? null : Number(cursor);
    const found = await rowsOf(organization.id, params['id'] ?? '', { filter, search, cursor: at, limit });
    if (!found) throw new RequestError('conflict', 'The rows can be looked at once the upload is ready.');
    const nextCursor = found.next === null ? null : String(found.next);
    return { status: 200, body: { success: true, data: found.rows, nextCursor } };
  }
  return {
    method: 'GET',
    path: '/api/v1/uploads/:id/rows',
    operationId: 'listUploadRows',
    summary: 'Shows the rows of an upload, and what would become of each',
    description:
      'In file order. A page may hold fewer rows than asked for; `nextCursor` alone says whether there are more.',
    tag: 'Uploads',
    scope: 'customers:read',
    actsBelow: true,
    params: uploadParams,
    query,
    answers: { 200: successPage(row), 404: refusal, 409: refusal },
    run: { kind: 'read', handle },
  };
}
