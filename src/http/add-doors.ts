import type { FastifyInstance, onRequestAsyncHookHandler, RouteOptions } from 'fastify';
import type { admission } from './admission.ts';
import { Closing } from './closing.ts';
import { requireForm } from './form-body.ts';
import { Idempotency } from './idempotency.ts';
import type { IdempotencyStore } from './idempotency-store.ts';
import type { Limits } from './limits.ts';
import { documentOperation } from './openapi-operation.ts';
import { operation, type OperationOptions } from './operation.ts';
import type { HttpSettings, Ids, IncomingFiles, Log, Transact } from './ports.ts';
import type { AnyRoute, Door, SessionRoute } from './route.ts';
import { Slots } from './slots.ts';
import { requireMultipart } from './upload/upload-operation.ts';

/** What the operations need of the service. */
export interface OperationDeps<Tx> {
  readonly doors: readonly Door<Tx>[];
  readonly settings: Pick<HttpSettings, 'uploadBytesMax' | 'uploadsAtOnceMax'>;
  readonly log: Log;
  readonly idempotencyStore: IdempotencyStore<Tx>;
  readonly transact: Transact<Tx>;
  readonly incoming: IncomingFiles;
  readonly ids: Ids;
}

interface DoorsOptions<Tx> {
  readonly options: OperationDeps<Tx>;
  readonly limits: Limits;
  readonly admission: Admission;
}
interface Admission {
  readonly admit: ReturnType<typeof admission>;
  readonly admitAnybody: onRequestAsyncHookHandler;
  readonly admitSession: (route: SessionRoute) => onRequestAsyncHookHandler;
}

/** Makes every operation of every door a route of the server. */
export function addDoors<Tx>(app: FastifyInstance, { options, limits, admission }: DoorsOptions<Tx>): void {
  const shared = sharedByOperations(options, limits);
  app.addHook('preClose', async () => shared.closing.close());
  const routes = options.doors.flatMap((door) => door.routes.map((route) => ({ door, route })));
  const add = (scope: FastifyInstance, { door, route }: (typeof routes)[number]) => {
    for (const made of routesOf(route, { door, shared, admission })) scope.route(made);
  };
  for (const one of routes) if (!readsItsBody(one.route)) add(app, one);
  app.register(async (scope) => {
    leaveBodies(scope);
    for (const one of routes) if (readsItsBody(one.route)) add(scope, one);
  });
}

function sharedByOperations<Tx>(options: OperationDeps<Tx>, limits: Limits): OperationOptions<Tx> {
  const { settings, idempotencyStore: store } = options;
  return {
    ...options,
    limits,
    closing: new Closing(),
    idempotency: new Idempotency({ ...options, store }),
    uploads: new Slots(settings.uploadsAtOnceMax, 'Too many files are being received; try again.'),
    uploadBytesMax: settings.uploadBytesMax,
    eventStreams: new Slots(limits.eventStreamsAtOnceMax, 'Too many event streams are open; try again.'),
  };
}

interface Made<Tx> {
  readonly door: Door<Tx>;
  readonly shared: OperationOptions<Tx>;
  readonly admission: Admission;
}

/** One for each of its paths. */
function routesOf<Tx>(route: AnyRoute<Tx>, { door, shared, admission }: Made<Tx>): RouteOptions[] {
  const { run, method, operationId } = route;
  const onRequest = [admissionOf(route, admission)];
  if (run.kind === 'upload') onRequest.push(async (request) => requireMultipart(request));
  if (run.kind === 'form') onRequest.push(async (request) => requireForm(request));
  const handler = operation(route, shared);
  return [route.path, ...(route.aliases ?? [])].map((url, place) => ({
    method,
    url,
    schema: documentOperation({ route, door, place }),
    config: { operation: operationId, door },
    onRequest,
    handler,
    // A file goes out with its length, an event at once.
    ...((run.kind === 'download' || run.kind === 'events') && { compress: false as const }),
  }));
}

function admissionOf<Tx>(route: AnyRoute<Tx>, admission: Admission): onRequestAsyncHookHandler {
  if (route.access === 'public') return admission.admitAnybody;
  return route.access === 'session' ? admission.admitSession(route) : admission.admit(route);
}

function readsItsBody<Tx>({ run }: AnyRoute<Tx>): boolean {
  return run.kind === 'upload' || run.kind === 'form';
}

/** Whatever the body is, its operation reads it. */
function leaveBodies(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('*', (_request, _payload, done) => done(null));
}
