import type { Static } from 'typebox';
import { RequestError } from '../../errors/request-error.ts';
import type { Call, Route } from '../../http/route.ts';
import type { ServiceStatus, StatusCheck } from './status-ports.ts';
import { statusShape } from './status-shape.ts';
import { refusal, success } from './wire.ts';

export interface StatusDeps {
  readonly status: () => Promise<ServiceStatus>;
}

/** `GET /status`: how the service does, for whoever runs it. */
export function getStatus<Tx>({ status }: StatusDeps): Route<Tx> {
  async function handle({ principal }: Call) {
    // It is about all organizations.
    if (principal.organization.parentCode !== null) throw new RequestError('forbidden', rootOnly);
    return { status: 200, body: { success: true, data: presentStatus(await status()) } };
  }
  return {
    method: 'GET',
    path: '/api/v1/status',
    operationId: 'getStatus',
    summary: 'Tells how the service does: versions, database, queue, disk, and the checks of `amend doctor`',
    description:
      'For administrators of the root organization. It is there within five seconds, also when the database hangs: then ' +
      'what it would have told is null or empty, and a check has failed.',
    tag: 'Operations',
    scope: 'admin',
    answers: { 200: success(statusShape), 403: refusal },
    run: { kind: 'read', handle },
  };
}

const rootOnly = 'The status of the service is for administrators of the root organization.';

function presentStatus({
  database,
  embedded,
  connections,
  files,
  checks,
  startedAt,
  ...same
}: ServiceStatus): Static<typeof statusShape> {
  return {
    ...same,
    startedAt: startedAt.toISOString(),
    database: {
      version: database?.version ?? null,
      embedded,
      sizeBytes: database?.sizeBytes ?? null,
      connections,
    },
    queue: database?.queue ?? null,
    files: {
      kind: files.kind,
      ...(files.path !== null && { path: files.path }),
      bytes: database?.fileBytes ?? null,
      freeBytes: files.freeBytes,
    },
    webhooks: database?.webhooks ?? null,
    processes: (database?.processes ?? []).map((entry) => ({
      id: entry.id,
      startedAt: entry.startedAt.toISOString(),
      seenAt: entry.seenAt.toISOString(),
      alive: entry.alive,
    })),
    slowestBatches: (database?.slowestBatches ?? []).map(({ finishedAt, ...batch }) => ({
      ...batch,
      finishedAt: finishedAt.toISOString(),
    })),
    checks: checks.map(presentCheck),
  };
}

const states = { ok: 'ok', warn: 'warning', fail: 'failed' } as const;

function presentCheck({ name, state, found, advice }: StatusCheck): Static<typeof statusShape>['checks'][number] {
  return { name, state: states[state], detail: found, advice: advice ?? null };
}
