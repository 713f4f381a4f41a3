import type { FastifyInstance, onRequestAsyncHookHandler } from 'fastify';
import { RequestError } from '../errors/request-error.ts';
import type { Metrics } from './metrics.ts';
import { probeSchemas } from './probe-schemas.ts';
import type { HealthCheck } from './ports.ts';
import { send, toWire } from './wire-answer.ts';
import { within } from './within.ts';

interface ProbeOptions {
  readonly healthCheck: HealthCheck;
  readonly readyMsMax: number;
  readonly metrics: Metrics;
  /** Lets in who may read the metrics; null lets in everyone. */
  readonly guardMetrics: onRequestAsyncHookHandler | null;
}

/** What watches the service asks here: does it live, can it answer, how does it do. */
export function addProbes(app: FastifyInstance, options: ProbeOptions): void {
  const { metrics, guardMetrics } = options;
  const ready = readiness(options);
  app.route({
    method: 'GET',
    url: '/healthz',
    schema: probeSchemas.healthz,
    config: { operation: 'healthz' },
    handler: async (_request, reply) => send(reply, toWire({ status: 200, body: { status: 'ok' } })),
  });
  app.route({
    method: 'GET',
    url: '/readyz',
    schema: probeSchemas.readyz,
    config: { operation: 'readyz' },
    handler: async (_request, reply) => {
      await ready();
      return send(reply, toWire({ status: 200, body: { status: 'ready' } }));
    },
  });
  app.route({
    method: 'GET',
    url: '/metrics',
    schema: probeSchemas.metrics(guardMetrics !== null),
    config: { operation: 'metrics' },
    onRequest: guardMetrics ?? [],
    handler: async (_request, reply) => {
      const { contentType, text } = await metrics.render();
      return reply.type(contentType).send(text);
    },
  });
}

/** One check at a time, however many ask: a database that hangs must not collect waiting checks. */
function readiness({ healthCheck, readyMsMax }: ProbeOptions): () => Promise<void> {
  let running: Promise<void> | null = null;
  return async () => {
    running ??= healthCheck().finally(() => {
      running = null;
    });
    try {
      await within(readyMsMax, running);
    } catch (cause) {
      throw new RequestError('unavailable', 'The database does not answer.', { cause });
    }
  };
}
