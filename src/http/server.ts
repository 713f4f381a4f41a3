import compress from '@fastify/compress';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import Fastify, { type FastifyInstance } from 'fastify';
import { addDoors, type OperationDeps } from './add-doors.ts';
import { admission, publicAdmission, sessionAdmission } from './admission.ts';
import { BytesInFlight } from './bytes-in-flight.ts';
import { answerBrokenConnection, tendConnections } from './connections.ts';
import { type Limits, limits as standardLimits } from './limits.ts';
import type { Metrics } from './metrics.ts';
import { identification } from './identification.ts';
import { guardOfMetrics } from './metrics-guard.ts';
import { observeRequests, openRequest } from './observe-requests.ts';
import { openapiOptions, referenceOptions } from './openapi.ts';
import { errorSchemas } from './openapi-errors.ts';
import type { ActFor, Authenticate, AuthenticateSession, HealthCheck, HttpSettings, IsUnavailable } from './ports.ts';
import { addProbes } from './probes.ts';
import { type RateLimiter, rateLimiter } from './rate-limiter.ts';
import { bodyReader } from './read-body.ts';
import { acceptedRequestId } from './request-id.ts';
import { RouteTable } from './route-table.ts';
import { securityHeaders, securityHeadersOfRefusal } from './security-headers.ts';
import { errorSender } from './send-error.ts';
import { addSite, type Site } from './site.ts';
import { unknownPath } from './unknown-path.ts';

export interface ServerOptions<Tx> extends OperationDeps<Tx> {
  readonly settings: HttpSettings;
  readonly authenticate: Authenticate;
  readonly authenticateSession: AuthenticateSession;
  readonly actFor: ActFor;
  readonly isUnavailable: IsUnavailable;
  readonly healthCheck: HealthCheck;
  /** Pages for people; left out: none. */
  readonly site?: Site;
  readonly metrics: Metrics;
  /** Milliseconds of a clock that never goes back. */
  readonly clock?: () => number;
  /** Of the product, for the OpenAPI document. */
  readonly version: string;
  readonly limits?: Partial<Limits>;
}

/**
 * The HTTP server with everything that the doors share. A request passes these stages: known path, authentication,
 * scope, rate (`admission.ts`), kind and size of its body (`read-body.ts`, `upload/`), idempotency key, query and body
 * (`operation.ts`), handler. What refuses it on the way is rendered by its door.
 */
export function buildServer<Tx>(options: ServerOptions<Tx>): FastifyInstance {
  const limits = { ...standardLimits, ...options.limits };
  const observers = { log: options.log, metrics: options.metrics, clock: options.clock ?? (() => performance.now()) };
  const sendError = errorSender(options);
  const app = Fastify({
    logger: false,
    exposeHeadRoutes: true,
    // Requests that arrive while we close are answered; their connections are closed after them.
    return503OnClosing: false,
    // Behind the limits that each reader of bodies has, and that are answered in the form of the door.
    requestTimeout: limits.headersReadMs + limits.uploadReadMs,
    keepAliveTimeout: limits.keepAliveMs,
    http: { headersTimeout: limits.headersReadMs, connectionsCheckingInterval: limits.connectionCheckMs },
    routerOptions: { maxParamLength: limits.pathParameterCharactersMax },
    genReqId: ({ headers }) => acceptedRequestId(headers['x-request-id']) ?? options.ids.requestId(),
    clientErrorHandler: answerBrokenConnection,
    frameworkErrors: (error, request, reply) => {
      openRequest(request, reply, observers);
      reply.headers(securityHeadersOfRefusal);
      void sendError(error, request, reply);
    },
  });
  observeRequests(app, observers);
  tendConnections(app, limits);
  app.setErrorHandler(sendError);
  // Schemas document: `call-checks.ts` checks what comes in, and what goes out is plain JSON.
  app.setValidatorCompiler(() => () => true);
  app.setSerializerCompiler(() => (data) => JSON.stringify(data));
  for (const schema of errorSchemas) app.addSchema(schema);
  addPlugins(app, { publicUrl: options.settings.publicUrl, version: options.version, limits });
  addRoutes(app, { options, limits });
  return app;
}

interface PluginOptions {
  readonly publicUrl: string | null;
  readonly version: string;
  readonly limits: Limits;
}

function addPlugins(app: FastifyInstance, { publicUrl, version, limits }: PluginOptions): void {
  app.register(helmet, securityHeaders(publicUrl));
  app.register(compress, {
    threshold: limits.gzipBytesMin,
    encodings: ['gzip', 'identity'],
    globalDecompression: false,
  });
  app.register(rateLimit, { global: false });
  app.register(swagger, openapiOptions({ publicUrl, version }));
  app.register(swaggerUi, referenceOptions);
}

interface RoutesOptions<Tx> {
  readonly options: ServerOptions<Tx>;
  readonly limits: Limits;
}

function addRoutes<Tx>(app: FastifyInstance, { options, limits }: RoutesOptions<Tx>): void {
  const { settings, metrics } = options;
  const table = new RouteTable();
  app.addHook('onRoute', ({ method, url }) => {
    for (const one of [method].flat()) table.add(one, url);
  });
  let limiter: RateLimiter;
  const notHere = unknownPath({ table, limiter: () => limiter });
  // Before the framework reads the body of a request that nobody takes.
  app.addHook('onRequest', async (request, reply) => (request.is404 ? notHere(request, reply) : undefined));
  app.setNotFoundHandler(notHere);

  const inFlight = new BytesInFlight(settings.jsonBytesInFlightMax);
  metrics.watchBytesInFlight(() => inFlight.held);
  app.removeAllContentTypeParsers();
  const { jsonBodyBytesMax: bytesMax } = settings;
  app.addContentTypeParser('application/json', bodyReader({ bytesMax, inFlight, readMs: limits.requestReadMs }));

  // After the plugins: their decorators are there then.
  app.register(async (scope) => {
    limiter = rateLimiter(scope, settings.requestsPerSecondMax);
    const identify = identification({ ...options, limiter, publicUrl: settings.publicUrl });
    const admit = admission({ ...options, identify, limiter });
    const guardMetrics = settings.metricsOpen ? null : guardOfMetrics(admit);
    addProbes(scope, { healthCheck: options.healthCheck, readyMsMax: limits.readyMsMax, metrics, guardMetrics });
    scope.get('/openapi.json', { schema: { hide: true }, config: { operation: 'openapi' } }, async () => app.swagger());
    if (options.site) addSite(scope, options.site);
    const admitSession = sessionAdmission({ identify, limiter, publicUrl: settings.publicUrl });
    addDoors(scope, { options, limits, admission: { admit, admitAnybody: publicAdmission(limiter), admitSession } });
  });
}
