import { type Static, Type } from 'typebox';
import type { Call, Route } from '../../http/route.ts';
import type { UploadChange } from '../../uploads/change/change-upload.ts';
import { uploadParams } from './upload-shape.ts';
import { refusal, success } from './wire.ts';

export interface ChangeUploadDeps<Tx> {
  /** Changes an upload, which is checked again then. */
  readonly changeUpload: (
    tx: Tx,
    id: { organizationId: number; publicId: string },
    change: UploadChange,
  ) => Promise<void>;
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
            value: Type.Union([Type.String(), Type.Null()]),
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
    const { mapping, ...same } = call.body as Static<typeof body>;
    const publicId = call.params['id'] ?? '';
    await change(
      tx,
      { organizationId: call.organization.id, publicId },
      {
        ...same,
        ...(mapping !== undefined && { mapping: mapping && Object.entries(mapping) }),
      },
    );
    return { status: 202, body: { success: true, data: { id: publicId, state: 'reading' } } };
  }
  return {
    method: 'PATCH',
    path: '/api/v1/uploads/:id',
    operationId: 'changeUpload',
    summary: 'Changes an upload before it is applied: mapping, cells, rows left out',
    description: 'It is checked again with all that depends on it: follow it until it is `ready`.',
    tag: 'Uploads',
    scope: 'customers:write',
    actsBelow: true,
    params: uploadParams,
    body,
    answers: {
      202: success(Type.Object({ id: Type.String(), state: Type.Literal('reading') })),
      404: refusal,
      409: refusal,
    },
    run: { kind: 'transaction', handle },
  };
}
