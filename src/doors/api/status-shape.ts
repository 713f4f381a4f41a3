import { Type } from 'typebox';

const count = Type.Integer({ minimum: 0 });
const moment = Type.String({ format: 'date-time' });

/** How the service does, as this door shows it. null: it could not be found out in time. */
export const statusShape = Type.Object({
  version: Type.String(),
  node: Type.String(),
  startedAt: moment,
  process: Type.Object({ memoryBytes: count, cpuSeconds: Type.Number({ minimum: 0 }) }),
  database: Type.Object({
    version: Type.Union([Type.String(), Type.Null()]),
    embedded: Type.Boolean(),
    sizeBytes: Type.Union([count, Type.Null()]),
    connections: Type.Object(
      { open: count, idle: count, waiting: count, max: count },
      { description: 'Of this process; `waiting` are the requests that wait for one.' },
    ),
  }),
  queue: Type.Union([
    Type.Object(
      { queued: count, running: count, interrupted: count, uploads: count },
      { description: 'Batches that have not ended, and files that are being read and checked.' },
    ),
    Type.Null(),
  ]),
  files: Type.Object({
    kind: Type.Enum(['directory', 's3']),
    path: Type.Optional(Type.String()),
    bytes: Type.Union([count, Type.Null()], { description: 'Of the uploads and result files that are kept.' }),
    freeBytes: Type.Union([count, Type.Null()], { description: 'null: nobody knows of a bucket.' }),
  }),
  webhooks: Type.Union([
    Type.Object({ pending: count, failed: count }, { description: '`failed` are those of the last day.' }),
    Type.Null(),
  ]),
  processes: Type.Array(Type.Object({ id: Type.Integer(), startedAt: moment, seenAt: moment, alive: Type.Boolean() }), {
    description: 'Processes and file threads that run on this database.',
  }),
  slowestBatches: Type.Array(
    Type.Object({
      id: Type.String(),
      organization: Type.String(),
      source: Type.String(),
      records: count,
      seconds: Type.Number({ minimum: 0 }),
      finishedAt: moment,
    }),
    { description: 'The ten that took longest of the last day.' },
  ),
  checks: Type.Array(
    Type.Object({
      name: Type.String(),
      state: Type.Enum(['ok', 'warning', 'failed']),
      detail: Type.String(),
      advice: Type.Union([Type.String(), Type.Null()]),
    }),
  ),
});
