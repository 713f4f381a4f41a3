import type { FastifySchema } from 'fastify';
import { errorRef } from './openapi-errors.ts';

/** The probes in the OpenAPI document. */
export const probeSchemas = {
  healthz: {
    operationId: 'getHealth',
    summary: 'Does the process live?',
    tags: ['Operations'],
    security: [],
    response: { 200: statusSchema('The process lives.', 'ok') },
  },
  readyz: {
    operationId: 'getReadiness',
    summary: 'Does the database answer?',
    tags: ['Operations'],
    security: [],
    response: {
      200: statusSchema('The service can answer requests.', 'ready'),
      503: errorRef('The database does not answer.'),
    },
  },
  metrics: (guarded: boolean) => ({
    operationId: 'getMetrics',
    summary: 'Metrics for Prometheus',
    ...(guarded && { description: "Scope: `admin`, of the root organization's token." }),
    tags: ['Operations'],
    security: guarded ? [{ bearer: ['admin'] }] : [],
    response: {
      200: {
        description: 'The metrics in the text format of Prometheus.',
        content: { 'text/plain': { schema: { type: 'string' } } },
      },
      ...(guarded && { 401: errorRef('No valid token.'), 403: errorRef('Not a root administrator.') }),
    },
  }),
} satisfies Record<string, FastifySchema | ((guarded: boolean) => FastifySchema)>;

function statusSchema(description: string, status: string) {
  return {
    description,
    type: 'object',
    required: ['status'],
    properties: { status: { type: 'string', const: status } },
  };
}
