import { type Static, Type } from 'typebox';
import { RequestError } from '../../errors/request-error.ts';
import type { Answer, Call, Route } from '../../http/route.ts';
import { rowFilters } from '../../uploads/rows/find-matches.ts';
import { type RowsPage, rowsPageMax, type RowsQuery } from '../../uploads/rows/list-rows.ts';
import { uploadParams } from './upload-shape.ts';
import { pageQuery, refusal, successPage } from './wire.ts';

export interface RowsDeps {
  /** A page of an upload's rows, as the last check found them; null: its file is not read, or was refused. */
  readonly rowsOf: (
    organizationId: number,
    uploadId: string,
    query: RowsQuery,
  ) => Promise<(RowsPage & { /** It is being checked again. */ readonly isStale: boolean }) | null>;
}

const textOrNull = Type.Union([Type.String(), Type.Null()]);
const filters = Type.Object({
  filter: Type.Optional(
    Type.Enum([...rowFilters], {
      description: 'Of `counts` and `compared` of the upload each counts the rows of its name.',
    }),
  ),
  search: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 255,
      description: "A part of a cell or of the customer's key, in any case.",
    }),
  ),
});
const offset = Type.Optional(
  Type.Integer({
    minimum: 0,
    maximum: 2 * 1_048_576,
    description: 'How many rows of the filter are passed over. Not with `search`, nor with `cursor`.',
  }),
);
const query = Type.Object(
  { ...filters.properties, offset, ...pageQuery(/^\d{1,8}$/, { entries: 50, entriesMax: rowsPageMax }).properties },
  { additionalProperties: false },
);

export const uploadRow = Type.Object({
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
  edited: Type.Array(Type.String(), { description: 'Headers of the cells that were changed since the file was read.' }),
});

const page = Type.Object({
  ...successPage(uploadRow).properties,
  total: Type.Union([Type.Integer({ minimum: 0 }), Type.Null()]),
  stale: Type.Boolean(),
});

/** `GET /uploads/{id}/rows`: what would become of each row. */
export function listUploadRows<Tx>({ rowsOf }: RowsDeps): Route<Tx> {
  async function handle({ organization, params, query: asked }: Call): Promise<Answer> {
    const { filter = null, search = null, ...page } = asked as Static<typeof filters>;
    const { limit = 50, cursor, offset: passed } = page as { limit?: number; cursor?: string; offset?: number };
    if (passed !== undefined && (search !== null || cursor !== undefined)) {
      const faults = ['offset: counts the rows of a filter; leave it out with a search or a cursor'];
      throw new RequestError('validation_failed', 'Validation failed', { faults });
    }
    const from = passed === undefined ? { cursor: Number(cursor ?? 0) } : { offset: passed };
    const found = await rowsOf(organization.id, params['id'] ?? '', { filter, search, from, limit });
    if (!found) throw new RequestError('conflict', 'The rows can be looked at once the upload is ready.');
    const { rows, total, next, isStale: stale } = found;
    const nextCursor = next === null ? null : String(next);
    return { status: 200, body: { success: true, data: rows, nextCursor, total, stale } };
  }
  return {
    method: 'GET',
    path: '/api/v1/uploads/:id/rows',
    operationId: 'listUploadRows',
    summary: 'Shows the rows of an upload, and what would become of each',
    description:
      'In file order. A page may hold fewer rows than asked for; `nextCursor` alone says whether there are more. ' +
      '`total` counts the rows of the filter (null with a search), so that `offset` leads to any of them. While the ' +
      'upload is checked again its rows stay what they were, and `stale` is true; of a row that was changed since nothing ' +
      'is known: it is `valid` (or `excluded`), without a key, errors, warnings or changes.',
    tag: 'Uploads',
    scope: 'customers:read',
    actsBelow: true,
    params: uploadParams,
    query,
    answers: { 200: page, 404: refusal, 409: refusal },
    run: { kind: 'read', handle },
  };
}
