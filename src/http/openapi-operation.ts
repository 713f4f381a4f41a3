import type { FastifySchema } from 'fastify';
import { limits } from './limits.ts';
import { type ErrorAnswer, errorAnswers } from './openapi-errors.ts';
import type { Door, Route } from './route.ts';

interface Documented {
  readonly route: Route<never>;
  readonly door: Pick<Door<never>, 'errorSchema'>;
  /** 0 for the route's own path, then its aliases. */
  readonly place: number;
}

/** A route as the OpenAPI document shows it. The schemas here document; `call-checks.ts` holds requests to them. */
export function documentOperation({ route, door, place }: Documented): FastifySchema {
  const { operationId, summary, tag, scope, params, body } = route;
  return {
    operationId: place === 0 ? operationId : `${operationId}Alias${place === 1 ? '' : place}`,
    summary,
    description: describe(route, place),
    tags: [tag],
    security: [{ bearer: scope === null ? [] : [scope] }],
    ...(params && { params }),
    ...(body && { body }),
    ...withQuery(route),
    ...withKey(route),
    response: answers(errorAnswers(route, door.errorSchema), route.answers),
  };
}

function describe({ description, scope, path }: Route<never>, place: number): string {
  const parts = description === undefined ? [] : [description];
  if (place > 0) parts.push(`The same as \`${path}\`.`);
  parts.push(scope === null ? 'Any valid token.' : `Scope: \`${scope}\`.`);
  return parts.join('\n\n');
}

function withQuery({ query, actsBelow }: Route<never>): { querystring?: object } {
  if (actsBelow !== true) return query ? { querystring: query } : {};
  const { properties = {}, ...rest } = (query ?? { type: 'object' }) as { properties?: object };
  const organization = {
    type: 'string',
    description: 'Code (`CEK…`) of the organization to act for, one below the token’s own. Left out: its own.',
  };
  return { querystring: { ...rest, properties: { ...properties, organization } } };
}

function withKey({ run }: Route<never>): { headers?: object } {
  if (run.kind !== 'transaction' && run.kind !== 'batch') return {};
  const key = {
    type: 'string',
    minLength: 1,
    // Room for the quotes.
    maxLength: limits.idempotencyKeyCharactersMax + 2,
    description:
      'A key of your own for this request, quoted or bare. The same request with the same key is carried out once; ' +
      'later ones get the first answer, with `Idempotency-Replayed: true`.',
  };
  return { headers: { type: 'object', properties: { 'Idempotency-Key': key } } };
}

const statusWords: Readonly<Record<number, string>> = {
  200: 'Done.',
  201: 'Made.',
  202: 'Accepted; still running.',
  204: 'Done; nothing to say.',
  207: 'Done; some records were not applied.',
  304: 'Not changed since the version that `If-None-Match` names.',
  404: 'What the path names is not there.',
  409: 'The state of what is named forbids it.',
  412: 'If-Match is not met.',
};

/** The door's own schema of an answer goes before ours; each answer has a description. */
function answers(ours: Record<number, ErrorAnswer>, own: Route<never>['answers']): Record<number, object> {
  const statuses = [...new Set([...Object.keys(own), ...Object.keys(ours)])].map(Number);
  return Object.fromEntries(
    statuses.map((status) => {
      const description = ours[status]?.description ?? statusWords[status] ?? 'Refused.';
      return [status, { description, ...(own[status] ?? ours[status]) }];
    }),
  );
}
