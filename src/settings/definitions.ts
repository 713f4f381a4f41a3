import { boolean, filePlace, integer, oneOf, publicAddress, text, url } from './kinds.ts';
import type { Kind } from './kinds.ts';

export type Plain = string | number | boolean;

/** One setting as data; `docs/settings.md` is rendered from it. */
export interface Definition<T extends Plain = Plain, Default extends T | null = T | null> {
  /** The environment variable, where it is not `AMEND_` and the setting's name in capitals. */
  readonly env?: string;
  /** One sentence for the operator. */
  readonly doc: string;
  readonly unit?: string;
  readonly kind: Kind<T>;
  /** null: unset. */
  readonly default: Default;
  /** True: its value is never shown, not even in an error. */
  readonly secret?: boolean;
}

/** Every setting. Limits carry their unit in their name, so that code that uses one reads right. */
export const definitions = {
  port: define({
    env: 'PORT',
    doc: 'The port that the service listens on; 0 takes any free one.',
    kind: integer({ min: 0, max: 65_535 }),
    default: 3000,
  }),
  host: define({
    env: 'HOST',
    doc: 'The address that the service listens on; `0.0.0.0` makes it reachable from other machines.',
    kind: text('a host name or address'),
    default: '127.0.0.1',
  }),
  dataDir: define({
    doc: 'The directory that holds everything the service keeps on disk, the embedded database first of all.',
    kind: text('a path'),
    default: './data',
  }),
  databaseUrl: define({
    env: 'DATABASE_URL',
    doc: 'Your own PostgreSQL, 15 or newer. When it is set, no embedded one is started.',
    kind: url(['postgres:', 'postgresql:'], 'a postgres:// or postgresql:// URL'),
    default: null,
    secret: true,
  }),
  publicUrl: define({
    doc: 'Where others reach this service, for the links that it hands out. With https:// the console can be signed in to over HTTPS alone.',
    kind: publicAddress(),
    default: null,
  }),
  metricsOpen: define({
    doc: 'True: `/metrics` needs no token.',
    kind: boolean(),
    default: false,
  }),
  requestsPerSecondMax: define({
    doc: 'Requests of one token that one process answers.',
    unit: 'requests a second',
    kind: integer({ min: 1, max: 1_000_000 }),
    default: 1000,
  }),
  logLevel: define({
    doc: 'What is logged: this level and those above it.',
    kind: oneOf(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']),
    default: 'info',
  }),
  poolSize: define({
    doc: 'Connections to the database that one process holds at most, and while it works on files as many again and three; at least two for each of `AMEND_CHUNKS_AT_ONCE_MAX`, and three.',
    unit: 'connections',
    kind: integer({ min: 5, max: 1000 }),
    default: 12,
  }),
  jsonBodyBytesMax: define({
    doc: 'The largest JSON body of a request.',
    unit: 'bytes',
    kind: integer({ min: 1024, max: 1_073_741_824 }),
    default: 33_554_432,
  }),
  jsonBytesInFlightMax: define({
    doc: 'JSON bodies that one process holds at the same time; above it a request is answered 503.',
    unit: 'bytes',
    kind: integer({ min: 1024, max: 17_179_869_184 }),
    default: 134_217_728,
  }),
  uploadBytesMax: define({
    doc: 'The largest file of an upload.',
    unit: 'bytes',
    kind: integer({ min: 1024, max: 2_147_483_647 }),
    default: 104_857_600,
  }),
  uploadsAtOnceMax: define({
    doc: 'Uploads whose bytes one process receives at the same time; above it a request is answered 503.',
    unit: 'uploads',
    kind: integer({ min: 1, max: 1000 }),
    default: 8,
  }),
  files: define({
    doc: 'Where files are kept: a directory, or `s3://bucket/prefix`. Unset: `files` in the data directory. Several machines need a place that they share.',
    kind: filePlace(),
    default: null,
  }),
  s3Endpoint: define({
    doc: "The address of the S3 service, where it is not Amazon's. Region and credentials are read as the AWS tools read them.",
    kind: url(['http:', 'https:'], 'an http:// or https:// address'),
    default: null,
  }),
  filesDays: define({
    doc: 'How long the files of uploads and of their results are kept, and the links to them are good.',
    unit: 'days',
    kind: integer({ min: 1, max: 3650 }),
    default: 7,
  }),
  historyDays: define({
    doc: 'How long changes are kept, from the end of their batch: the history of customers, and what it takes to undo a batch.',
    unit: 'days',
    kind: integer({ min: 1, max: 3650 }),
    default: 90,
  }),
  previewHours: define({
    doc: 'How long a preview (`dryRun=true`) can be applied, and is kept.',
    unit: 'hours',
    kind: integer({ min: 1, max: 720 }),
    default: 24,
  }),
  recordsPerRequestMax: define({
    doc: 'Records in one JSON request.',
    unit: 'records',
    kind: integer({ min: 1, max: 100_000 }),
    default: 10_000,
  }),
  customerBytesMax: define({
    doc: "A customer's data as compact JSON, after the patch.",
    unit: 'bytes',
    kind: integer({ min: 1024, max: 16_777_216 }),
    default: 65_536,
  }),
  nestingMax: define({
    doc: "How deep a value in a customer's data may be nested.",
    unit: 'levels',
    kind: integer({ min: 1, max: 128 }),
    default: 16,
  }),
  fieldNameCharactersMax: define({
    doc: 'The longest name of a field.',
    unit: 'characters',
    kind: integer({ min: 1, max: 1024 }),
    default: 64,
  }),
  keyCharactersMax: define({
    doc: "The longest key of a customer (`loan_id`, `lead_id`). PostgreSQL's index rows set the upper bound.",
    unit: 'characters',
    kind: integer({ min: 1, max: 512 }),
    default: 128,
  }),
  triesMax: define({
    doc: 'How often a chunk is tried when other writers hold its records.',
    unit: 'tries',
    kind: integer({ min: 1, max: 100 }),
    default: 5,
  }),
  lockWaitMs: define({
    doc: 'How long one try waits for a row that another writer holds.',
    unit: 'milliseconds',
    kind: integer({ min: 1, max: 600_000 }),
    default: 2000,
  }),
  chunkRecordsMax: define({
    doc: 'Records that are written in one transaction.',
    unit: 'records',
    kind: integer({ min: 1, max: 100_000 }),
    default: 2500,
  }),
  chunksAtOnceMax: define({
    doc: 'Chunks that one process writes at the same time, and as many more that wait for rows which others hold.',
    unit: 'chunks',
    kind: integer({ min: 1, max: 64 }),
    default: 4,
  }),
  fileChunkRecordsMax: define({
    doc: 'Records of a file that are written in one transaction.',
    unit: 'records',
    kind: integer({ min: 1, max: 100_000 }),
    default: 2500,
  }),
  fileChunksAtOnceMax: define({
    doc: 'Chunks of files that one process writes at the same time, beside those of JSON requests.',
    unit: 'chunks',
    kind: integer({ min: 1, max: 64 }),
    default: 2,
  }),
  atomicRecordsMax: define({
    doc: 'Records of a file that is applied all or nothing, in one transaction.',
    unit: 'records',
    kind: integer({ min: 1, max: 1_000_000 }),
    default: 100_000,
  }),
  batchesAtOnceMax: define({
    doc: 'Batches that one process applies at the same time; others wait their turn.',
    unit: 'batches',
    kind: integer({ min: 1, max: 256 }),
    default: 3,
  }),
  filesAtOnceMax: define({
    doc: 'Files that one process applies at the same time, of different customer lists; as many others are read and checked beside them.',
    unit: 'files',
    kind: integer({ min: 1, max: 16 }),
    default: 2,
  }),
  uploadWaitMs: define({
    doc: 'How long a request that applies a file waits for its end; then it is answered 202, and the file goes on.',
    unit: 'milliseconds',
    kind: integer({ min: 0, max: 3_600_000 }),
    default: 300_000,
  }),
  packRecordsMax: define({
    doc: 'Changes that are packed into one row of the history.',
    unit: 'changes',
    kind: integer({ min: 1, max: 10_000 }),
    default: 1_000,
  }),
  webhooksPerOrganizationMax: define({
    doc: 'Webhooks that one organization may have.',
    unit: 'webhooks',
    kind: integer({ min: 1, max: 1000 }),
    default: 10,
  }),
  webhookTimeoutMs: define({
    doc: 'How long the target of a webhook has for its answer.',
    unit: 'milliseconds',
    kind: integer({ min: 100, max: 120_000 }),
    default: 15_000,
  }),
  webhookAttemptsMax: define({
    doc: 'How often a webhook is sent until its target takes it; then it has failed.',
    unit: 'attempts',
    kind: integer({ min: 1, max: 20 }),
    default: 8,
  }),
  webhookRetryMs: define({
    doc: 'How long after its first attempt a webhook is sent again; each further wait is four times as long, a day at most.',
    unit: 'milliseconds',
    kind: integer({ min: 100, max: 3_600_000 }),
    default: 15_000,
  }),
  webhookDeliveriesDays: define({
    doc: 'How long the log of what was sent to webhooks is kept.',
    unit: 'days',
    kind: integer({ min: 2, max: 3650 }),
    default: 30,
  }),
  webhooksOverHttp: define({
    doc: 'True: webhooks may have http:// addresses, over which whoever is on the way reads along.',
    kind: boolean(),
    default: false,
  }),
  webhooksToPrivateAddresses: define({
    doc: 'True: webhooks may lead to private, loopback and other addresses that are not public. Whoever may make webhooks can then reach what this machine can reach.',
    kind: boolean(),
    default: false,
  }),
  organizationDepthMax: define({
    doc: 'How deep the tree of organizations may be, its root counted.',
    unit: 'levels',
    kind: integer({ min: 1, max: 64 }),
    default: 8,
  }),
  passwordHashesAtOnceMax: define({
    doc: 'Passwords that one process hashes at the same time, each on a core and in 32 MiB; others wait, and above 32 of them a request is answered 503.',
    unit: 'passwords',
    kind: integer({ min: 1, max: 64 }),
    default: 2,
  }),
  sessionHours: define({
    doc: 'How long somebody who has signed in to the console stays signed in at most; then he signs in again.',
    unit: 'hours',
    kind: integer({ min: 1, max: 720 }),
    default: 12,
  }),
  sessionIdleMinutes: define({
    doc: 'How long somebody stays signed in who does nothing.',
    unit: 'minutes',
    kind: integer({ min: 5, max: 43_200 }),
    default: 120,
  }),
  idempotencyHours: define({
    doc: 'How long an idempotency key and its answer are kept.',
    unit: 'hours',
    kind: integer({ min: 1, max: 8760 }),
    default: 24,
  }),
  processHeartbeatMs: define({
    doc: 'How often a process says that it is alive.',
    unit: 'milliseconds',
    kind: integer({ min: 100, max: 600_000 }),
    default: 2500,
  }),
  processDeadAfterMs: define({
    doc: 'Without a heartbeat for this long a process counts as dead, and others take over what it ran.',
    unit: 'milliseconds',
    kind: integer({ min: 300, max: 3_600_000 }),
    default: 15_000,
  }),
  serviceUrl: define({
    env: 'AMEND_URL',
    doc: 'Where `amend update` reaches a running service.',
    kind: publicAddress(),
    default: 'http://127.0.0.1:3000',
  }),
  serviceToken: define({
    env: 'AMEND_TOKEN',
    doc: 'The token by which `amend update` acts.',
    kind: text('a token'),
    default: null,
    secret: true,
  }),
};

export type SettingName = keyof typeof definitions;
export const settingNames = Object.keys(definitions) as SettingName[];

/** The environment variable of a setting. */
export function environmentName(name: SettingName): string {
  const definition: Definition = definitions[name];
  return definition.env ?? `AMEND_${name.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}

/** Keeps a definition's exact type: whether it can be unset shows in the type of the setting. */
function define<T extends Plain, const Default extends T | null>(
  definition: Definition<T, Default>,
): Definition<T, Default> {
  return definition;
}
