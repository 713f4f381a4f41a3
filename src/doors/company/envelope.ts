import { type TSchema, Type } from 'typebox';
import type { Answer } from '../../http/route.ts';

/** What the bulk operations answer in `payload`, with nothing in it: an error's answer has it too. */
export const emptyPayload = {
  failureRequests: [],
  failure_count: 0,
  failure_count_second_file: 0,
  failure_file_name: '',
  failure_file_url: '',
  successRequests: [],
  success_count: 0,
  success_file_name: '',
  success_file_url: '',
  total_amount: 0,
  total_count: 0,
  warn_count: 0,
} as const;

const int32 = Type.Integer({ minimum: 0, maximum: 2 ** 31 - 1 });
const row = Type.Object({ row: Type.Integer() }, { additionalProperties: true });

export const bulkPayload = Type.Object(
  {
    failureRequests: Type.Array(row, { description: 'The first 1,000 rows that were not applied, with their errors.' }),
    failure_count: int32,
    failure_count_second_file: int32,
    failure_file_name: Type.String(),
    failure_file_url: Type.String(),
    successRequests: Type.Array(row, { description: 'The first 1,000 rows that were applied.' }),
    success_count: int32,
    success_file_name: Type.String(),
    success_file_url: Type.String(),
    total_amount: Type.Number(),
    total_count: int32,
    warn_count: int32,
    dryRun: Type.Optional(Type.Boolean({ description: 'true: nothing was applied, and `batchId` is a preview.' })),
    changes: Type.Optional(
      Type.Array(
        Type.Object({
          customerId: Type.String(),
          row: Type.Optional(Type.Integer({ description: 'Where it is among the first 1,000 rows.' })),
          changes: Type.Record(
            Type.String(),
            Type.Object({ from: Type.Optional(Type.Unknown()), to: Type.Optional(Type.Unknown()) }),
          ),
        }),
        {
          description: 'Of a dry run: the first 1,000 changes; all of them at `GET /api/v1/batches/{batchId}/changes`.',
        },
      ),
    ),
  },
  { additionalProperties: true },
);

/** `{payload, response_code, response_message}` */
export function envelope(payload: TSchema): TSchema {
  return Type.Object({ payload, response_code: Type.Integer(), response_message: Type.String() });
}

export interface Answered {
  readonly status: number;
  readonly payload: unknown;
  /** One plain sentence. */
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export function answer({ status, payload, message, headers }: Answered): Answer {
  return { status, body: { payload, response_code: status, response_message: message }, ...(headers && { headers }) };
}
