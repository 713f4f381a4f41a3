import { type Static, Type } from 'typebox';
import type { Comparison, Upload } from '../../uploads/upload.ts';
import { momentOrNull } from './wire.ts';

const count = Type.Integer({ minimum: 0 });
const textOrNull = Type.Union([Type.String(), Type.Null()]);

const column = Type.Object({
  name: Type.String({ description: 'As the file has it.' }),
  field: Type.Union([Type.String(), Type.Null()], { description: 'null: the column is left out.' }),
  how: Type.Enum(['exact', 'alias', 'near', 'given', 'remembered', 'none'], {
    description: '`remembered`: as the last upload that was applied to the list.',
  }),
  samples: Type.Array(Type.String()),
});

const format = Type.Object({
  type: Type.Enum(['csv', 'xlsx']),
  encoding: textOrNull,
  delimiter: textOrNull,
  lineEnds: textOrNull,
  sheet: textOrNull,
});

/** An upload as this door shows it. */
export const uploadShape = Type.Object({
  id: Type.String({ examples: ['upl_0123456789abcdefghjkmnpq'] }),
  state: Type.Enum(['reading', 'ready', 'refused', 'applied']),
  list: Type.Union([Type.String(), Type.Null()], { description: 'The id of the customer list; null: it was deleted.' }),
  batch: Type.Union([Type.String(), Type.Null()], {
    description: 'The batch that applied it; null: it was not applied.',
  }),
  operation: Type.Enum(['update', 'add']),
  fileName: Type.String(),
  contactsFileName: textOrNull,
  emptyCells: Type.Enum(['ignore', 'clear']),
  format: Type.Union([format, Type.Null()]),
  sheets: Type.Array(Type.String()),
  headers: Type.Array(column),
  contacts: Type.Union([Type.Object({ format, headers: Type.Array(column), rows: count }), Type.Null()], {
    description: 'The second table.',
  }),
  rows: count,
  counts: Type.Object(
    { total: count, valid: count, invalid: count, warned: count, excluded: count },
    { description: 'Rows of both tables; those that were left out are `excluded` and counted nowhere else.' },
  ),
  compared: Type.Union(
    [Type.Object({ changing: count, unchanged: count, missing: count, failing: count }), Type.Null()],
    {
      description:
        'What the valid rows would do now: change their customer, leave it as it is, find none, or fail for another ' +
        'reason. null until they were compared.',
    },
  ),
  warnings: Type.Array(Type.String({ description: 'A sentence about the file as a whole.' })),
  progress: Type.Union([Type.Object({ phase: Type.String(), done: count, of: count }), Type.Null()]),
  error: Type.Union([Type.Object({ message: Type.String(), errors: Type.Array(Type.String()) }), Type.Null()], {
    description: 'Why the file was refused.',
  }),
  createdAt: Type.String({ format: 'date-time' }),
  expiresAt: momentOrNull,
});

export const uploadParams = Type.Object({ id: Type.String() });

/** Translates an upload to the wire. */
export function presentUpload(upload: Upload): Static<typeof uploadShape> {
  const { findings, refusal } = upload;
  const customers = findings?.tables.find(({ table }) => table === 'customers');
  const contacts = findings?.tables.find(({ table }) => table === 'contacts');
  return {
    id: upload.publicId,
    state: upload.state,
    list: upload.shownAs.list,
    batch: upload.shownAs.batch,
    operation: upload.operation,
    fileName: upload.file.name,
    contactsFileName: upload.contactsFile?.name ?? null,
    emptyCells: upload.options.emptyCells,
    format: customers?.format ?? null,
    sheets: [...(findings?.sheets ?? [])],
    headers: customers ? headersOf(customers) : [],
    contacts: contacts ? { format: contacts.format, headers: headersOf(contacts), rows: contacts.rows } : null,
    rows: customers?.rows ?? 0,
    counts: findings?.counts ?? { total: 0, valid: 0, invalid: 0, warned: 0, excluded: 0 },
    compared: findings?.compared ? presentComparison(findings.compared) : null,
    warnings: [...(findings?.warnings ?? [])],
    progress: upload.progress,
    error: refusal && { message: refusal.message, errors: [...refusal.faults] },
    createdAt: upload.createdAt.toISOString(),
    expiresAt: upload.expiresAt.toISOString(),
  };
}

function presentComparison(compared: Comparison): Static<typeof uploadShape>['compared'] {
  const { changing, unchanged, missing, failing } = compared;
  return { changing, unchanged, missing, failing };
}

function headersOf({ columns }: NonNullable<Upload['findings']>['tables'][number]): Static<typeof column>[] {
  return columns.map(({ header, field, how, samples }) => ({ name: header, field, how, samples: [...samples] }));
}
