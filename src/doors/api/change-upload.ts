import { type Static, Type } from 'typebox';
import type { Call, Route } from '../../http/route.ts';
import { RequestError } from '../../errors/request-error.ts';
import type { UploadChange } from '../../uploads/change/change-upload.ts';
import type { ShownRow } from '../../uploads/rows/shown-rows.ts';
import type { Upload } from '../../uploads/upload.ts';
import { uploadRow } from './list-upload-rows.ts';
import { mayReadCustomers } from './may-read-customers.ts';
import { presentUpload, uploadParams, uploadShape } from './upload-shape.ts';
import { refusal, success } from './wire.ts';

export interface ChangeUploadDeps<Tx> {
  /** Changes an upload. Answers what was checked at once, with the rows that were named and the others for their customers; null: it is checked again. */
  readonly changeUpload: (
    tx: Tx,
    id: { organizationId: number; publicId: string },
    change: UploadChange,
  ) => Promise<{ readonly upload: Upload; readonly rows: readonly ShownRow[] } | null>;
}

const rowNumber = Type.Integer({ minimum: 1, maximum: 1_048_576 });
const table = Type.Enum(['customers', 'contacts']);
const place = Type.Union([rowNumber, Type.Object({ table, row: rowNumber }, { additionalProperties: false })]);

const body = Type.Object(
  {
    mapping: Type.Optional(
      Type.Union([Type.Record(Type.String(), Type.Union([Type.String(), Type.Null()])), Type.Null()], {
        description: 'Header → field, or null to leave the column out; null: by the names again.',
      }),
    ),
    emptyCells: Type.Optional(Type.Enum(['ignore', 'clear'])),
    sheet: Type.Optional(Type.String({ description: 'Another sheet of the workbook: it is read anew.' })),
    cells: Type.Optional(
      Type.Array(
        Type.Object(
          {
            table: Type.Optional(table),
            row: rowNumber,
            column: Type.String({ description: 'The header.' }),
            value: Type.Optional(Type.Union([Type.String(), Type.Null()])),
            original: Type.Optional(
              Type.Literal(true, { description: 'In place of `value`: what the file has in the cell, again.' }),
            ),
          },
          { additionalProperties: false },
        ),
      ),
    ),
    exclude: Type.Optional(Type.Array(place, { description: 'Rows to leave out, by their numbers.' })),
    include: Type.Optional(Type.Array(place, { description: 'Rows to take in again.' })),
  },
  { additionalProperties: false },
);

/** `PATCH /uploads/{id}`: mends an upload before it is applied. */
export function changeUpload<Tx>({ changeUpload: change }: ChangeUploadDeps<Tx>): Route<Tx> {
  async function handle(call: Call, tx: Tx) {
    const { mapping, cells, ...same } = call.body as Static<typeof body>;
    const publicId = call.params['id'] ?? '';
    const checked = await change(
      tx,
      { organizationId: call.organization.id, publicId },
      {
        ...same,
        ...(cells && { cells: readCells(cells) }),
        ...(mapping !== undefined && { mapping: mapping && Object.entries(mapping) }),
      },
    );
    if (!checked) return { status: 202, body: { success: true, data: { id: publicId, state: 'reading' } } };
    const { upload, rows } = checked;
    const data = { upload: presentUpload(upload), ...(mayReadCustomers(call.principal) && { rows }) };
    return { status: 200, body: { success: true, data } };
  }
  return {
    method: 'PATCH',
    path: '/api/v1/uploads/:id',
    operationId: 'changeUpload',
    summary: 'Changes an upload before it is applied: mapping, cells, rows left out',
    description:
      'A few cells or rows are checked at once, where no other rows depend on them (200): `rows` are the rows that were ' +
      'named, and the other valid ones for the same customers, whose outcomes and warnings may have changed with them ' +
      '(some 600 at most). Else it is checked again with ' +
      'all that depends on it (202): follow it until it is `ready`.',
    tag: 'Uploads',
    scope: 'customers:write',
    actsBelow: true,
    params: uploadParams,
    body,
    answers: {
      200: success(
        Type.Object({
          upload: uploadShape,
          rows: Type.Optional(
            Type.Array(uploadRow, { description: 'Those that were named; with the scope customers:read alone.' }),
          ),
        }),
      ),
      202: success(Type.Object({ id: Type.String(), state: Type.Literal('reading') })),
      404: refusal,
      409: refusal,
    },
    run: { kind: 'transaction', handle },
  };
}

type Cells = NonNullable<Static<typeof body>['cells']>;

/** Each says one of two things. */
function readCells(cells: Cells): NonNullable<UploadChange['cells']> {
  const faults = cells.flatMap(({ row, column, value, original }) =>
    (value === undefined) === (original === undefined)
      ? [`row ${row}, column ${JSON.stringify(column)}: give a value (null empties the cell) or "original": true`]
      : [],
  );
  if (faults.length > 0) {
    throw new RequestError('validation_failed', 'Validation failed', { faults: faults.slice(0, faultsMax) });
  }
  return cells.map(({ original: _original, ...cell }) => cell);
}

/** Sentences that one refusal lists. */
const faultsMax = 20;
