import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import type { Organization, Principal, Scope } from '../../src/access/principal.ts';
import { createLogger } from '../../src/http/logger.ts';
import { createMetrics } from '../../src/http/metrics.ts';
import type { HttpSettings } from '../../src/http/ports.ts';
import { renderError as renderApiError } from '../../src/http/render-error.ts';
import type { AnyRoute, Call, Door, Route } from '../../src/http/route.ts';
import { buildServer, type ServerOptions } from '../../src/http/server.ts';

/** What a test's transaction hands out where there is no database. */
export type NoTx = { readonly none: true };

export interface OpenServer extends AsyncDisposable {
  readonly app: FastifyInstance;
  readonly origin: string;
  readonly port: number;
  /** Lines of the log, parsed. */
  readonly log: Record<string, unknown>[];
  fetch(path: string, init?: RequestInit): Promise<Response>;
}

interface OpenServerOptions<Tx> extends Partial<Omit<ServerOptions<Tx>, 'settings' | 'doors'>> {
  readonly routes: readonly AnyRoute<Tx>[];
  readonly settings?: Partial<HttpSettings>;
  /** Of the door; as our own API does where it is left out. */
  readonly renderError?: Door<Tx>['renderError'];
}

export const secret = 'amd_secretsecretsecret';

/** The server as a test wants it, on a port of its own. The token `writer` may do everything but administer. */
export async function openServer<Tx = NoTx>(options: OpenServerOptions<Tx>): Promise<OpenServer> {
  const { routes, settings, renderError = renderApiError, ...rest } = options;
  const log: Record<string, unknown>[] = [];
  const app = buildServer<Tx>({
    doors: [{ name: 'test', routes, renderError }],
    settings: {
      publicUrl: null,
      metricsOpen: false,
      requestsPerSecondMax: 100_000,
      jsonBodyBytesMax: 1_000_000,
      jsonBytesInFlightMax: 4_000_000,
      uploadBytesMax: 1_000_000,
      uploadsAtOnceMax: 8,
      ...settings,
    },
    log: createLogger({
      level: 'info',
      stream: { write: (line) => void log.push(JSON.parse(line) as Record<string, unknown>) },
    }),
    authenticate: async (bearer) => principals[bearer] ?? null,
    authenticateSession: async () => null,
    actFor: async ({ organization }, code) =>
      organization.code === 'CEKROOT000' && code === below.code
        ? below
        : organization.code === code
          ? organization
          : null,
    idempotencyStore: noStore,
    incoming: noFiles,
    transact: async (work) => work({ none: true } as Tx),
    isUnavailable: () => false,
    healthCheck: async () => {},
    metrics: createMetrics({ connections: () => ({ total: 3, idle: 1, waiting: 0 }) }),
    ids: { requestId: () => `req_${++made}`, reference: () => `ref${++made}` },
    version: '1.2.3',
    ...rest,
  });
  const origin = await app.listen({ port: 0, host: '127.0.0.1' });
  return {
    app,
    origin,
    port: (app.server.address() as AddressInfo).port,
    log,
    fetch: (path, init = {}) => {
      const headers = new Headers(init.headers);
      if (!headers.has('authorization')) headers.set('authorization', 'Bearer writer');
      return fetch(`${origin}${path}`, { ...init, headers });
    },
    [Symbol.asyncDispose]: () => app.close(),
  };
}

let made = 0;

/** A route that answers what `handle` returns, and takes any JSON object. */
export function route(overrides: Partial<Route<NoTx>> & { handle?: (call: Call) => unknown } = {}): Route<NoTx> {
  const { handle = () => ({ success: true }), ...rest } = overrides;
  return {
    method: 'PUT',
    path: '/things',
    operationId: 'putThings',
    summary: 'Puts things',
    tag: 'Things',
    scope: 'customers:write',
    ...((rest.method ?? 'PUT') !== 'GET' && { body: Type.Object({}, { additionalProperties: true }) }),
    answers: { 200: Type.Object({}) },
    run: { kind: 'batch', handle: async (call) => ({ status: 200, body: await handle(call) }) },
    ...rest,
  };
}

export const json = { 'content-type': 'application/json' };

const root: Organization = {
  id: 1,
  publicId: 'org_root',
  code: 'CEKROOT000',
  name: 'Root',
  parentCode: null,
  path: [1],
};
const below: Organization = {
  id: 2,
  publicId: 'org_below',
  code: 'CEKBELOW00',
  name: 'Below',
  parentCode: 'CEKROOT000',
  path: [1, 2],
};

function principal(tokenId: number, organization: Organization, scopes: readonly Scope[]): Principal {
  return { tokenId, tokenPublicId: `tok_${tokenId}`, tokenName: 'test', organization, scopes: new Set(scopes) };
}

const writerScopes: readonly Scope[] = ['campaigns:read', 'campaigns:write', 'customers:read', 'customers:write'];
export const writer = principal(3, below, writerScopes);
const principals: Readonly<Record<string, Principal>> = {
  [secret]: principal(1, root, ['admin']),
  root: principal(2, root, ['admin']),
  writer,
  reader: principal(4, below, ['customers:read']),
  'below-admin': principal(5, below, ['admin']),
};

const noFiles = {
  receive: () => {
    throw new Error('This test has no file store.');
  },
  discard: async () => {},
};

const noStore = {
  find: () => {
    throw new Error('This test has no idempotency store.');
  },
} as never;
