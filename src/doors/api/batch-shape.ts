import { type Static, Type } from 'typebox';
import { RequestError } from '../../errors/request-error.ts';
import { malformed } from '../../http/malformed.ts';
import type { BatchFile, BatchReport } from './batch-ports.ts';
import { momentOrNull } from './wire.ts';

export const batchSources = ['campaign', 'company', 'upload', 'undo', 'preview'] as const;
export const batchStates = ['queued', 'running', 'interrupted', 'completed', 'cancelled', 'failed'] as const;
const phases = ['reading', 'checking', 'applying', 'writing'] as const;

const count = Type.Integer({ minimum: 0 });
const countOrNull = Type.Union([count, Type.Null()]);

/** A batch as this door shows it. */
export const batchShape = Type.Object({
  id: Type.String({ examples: ['batch_0123456789abcdefghjkmnpq'] }),
  source: Type.Enum([...batchSources]),
  operation: Type.Enum(['update', 'add', 'remove']),
  state: Type.Enum([...batchStates]),
  list: Type.Union([Type.String(), Type.Null()], { description: 'The id of the customer list.' }),
  atomic: Type.Boolean(),
  counts: Type.Object(
    {
      total: count,
      valid: count,
      invalid: count,
      pending: count,
      successful: count,
      updated: count,
      unchanged: count,
      failed: count,
      retried: count,
      warned: count,
    },
    {
      description:
        'total = valid + invalid + pending and valid = successful + failed at every moment: a valid record without its ' +
        'outcome is pending.',
    },
  ),
  chunks: Type.Object({ done: count, of: count }),
  progress: Type.Object({
    phase: Type.Enum([...phases]),
    done: count,
    of: count,
    perSecond: countOrNull,
    secondsLeft: countOrNull,
  }),
  createdAt: Type.String({ format: 'date-time' }),
  startedAt: momentOrNull,
  finishedAt: momentOrNull,
  by: Type.Union([Type.Object({ id: Type.String(), name: Type.String() }), Type.Null()], {
    description: 'Who asked for it: a token, a user (by e-mail address) or a client.',
  }),
  undoneBy: Type.Union([Type.String(), Type.Null()], { description: 'The undo whose effect stands, or that runs.' }),
  undoable: Type.Boolean({
    description: 'It has ended, its effect stands, and its history is kept: `POST /batches/{id}/undo` takes it back.',
  }),
  historySwept: Type.Optional(
    Type.Literal(true, { description: 'Its changes, or some of them, are kept no longer, so it cannot be undone.' }),
  ),
  undoes: Type.Optional(
    Type.String({ description: 'Of an undo, or the preview of one: the batch that it takes back.' }),
  ),
  files: Type.Array(
    Type.Object({
      kind: Type.String(),
      name: Type.String(),
      bytes: count,
      url: Type.String(),
      expiresAt: momentOrNull,
    }),
  ),
  error: Type.Optional(Type.String({ description: 'Why it failed as a whole.' })),
  expiresAt: Type.Optional(
    Type.String({ format: 'date-time', description: 'Of a preview: until then it can be applied.' }),
  ),
  appliedBy: Type.Optional(Type.String({ description: 'Of a preview: the batch that applied it.' })),
  preview: Type.Optional(Type.String({ description: 'Of a batch that applied a preview: which.' })),
  emptyCells: Type.Optional(
    Type.Enum(['ignore', 'clear'], {
      description:
        'Of a batch from a file, as long as its files are kept: what an empty cell meant. Rows that failed are to be sent again with the same.',
    }),
  ),
});

export const batchParams = Type.Object({ id: Type.String() });

/** The address that opens a file, until it expires. */
export type FileUrl = (file: Pick<BatchFile, 'publicId' | 'expiresAt'>) => string;

/** Translates a batch to the wire. */
export function presentBatch(report: BatchReport, fileUrl: FileUrl): Static<typeof batchShape> {
  const { createdAt, startedAt, finishedAt, error, files, expiresAt, ...same } = report;
  return {
    ...same,
    createdAt: createdAt.toISOString(),
    startedAt: startedAt?.toISOString() ?? null,
    finishedAt: finishedAt?.toISOString() ?? null,
    files: files.map((file) => ({
      kind: file.kind,
      name: file.name,
      bytes: file.bytes,
      url: fileUrl(file),
      expiresAt: file.expiresAt.toISOString(),
    })),
    ...(error === undefined ? {} : { error }),
    ...(expiresAt === undefined ? {} : { expiresAt: expiresAt.toISOString() }),
  };
}

/** What was read of a batch; a foreign and an unknown one are refused alike. */
export function found<T>(read: T | null): T {
  if (read === null) throw new RequestError('not_found', 'There is no batch of this id.');
  return read;
}

export function refuseCursor(): never {
  throw malformed(['cursor must be the nextCursor of an earlier answer']);
}
