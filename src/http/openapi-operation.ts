import type { FastifySchema } from 'fastify';
import { limits } from './limits.ts';
import { type ErrorAnswer, errorAnswers, takesKey } from './openapi-errors.ts';
import { organizationParameter } from './organization-parameter.ts';
import type { AnyRoute, Door, Parts } from './route.ts';

interface Documented {
  readonly route: AnyRoute<never>;
  readonly door: Pick<Door<never>, 'errorSchema'>;
  /** 0 for the route's own path, then its aliases. */
  readonly place: number;
}

/** A route as the OpenAPI document shows it. The schemas here document; `call-checks.ts` holds requests to them. */
export function documentOperation({ route, door, place }: Documented): FastifySchema {
  const { operationId, summary, tag, params } = route;
  return {
    operationId: place === 0 ? operationId : `${operationId}Alias${place === 1 ? '' : place}`,
    summary,
    description: describe(route, place),
    tags: [tag],
    security: security(route),
    ...(params && { params }),
    ...withBody(route),
    ...withQuery(route),
    ...withKey(route),
    response: answers(errorAnswers(route, door.errorSchema), ownAnswers(route)),
  };
}

function security(route: AnyRoute<never>): NonNullable<FastifySchema['security']> {
  if (route.access === 'public') return [];
  if (route.access === 'session') return route.nobodyToo === true ? [{ session: [] }, {}] : [{ session: [] }];
  const scopes = route.scope === null ? [] : [route.scope];
  return [{ bearer: scopes }, { session: scopes }];
}

function describe(route: AnyRoute<never>, place: number): string {
  const parts = route.description === undefined ? [] : [route.description];
  if (place > 0) parts.push(`The same as \`${route.path}\`.`);
  if (route.access === 'public') parts.push('No token needed.');
  else if (route.access === 'session') {
    if (route.nobodyToo !== true) parts.push('Needs the cookie of a session; a token will not do.');
  } else parts.push(route.scope === null ? 'Any valid token.' : `Scope: \`${route.scope}\`.`);
  return parts.join('\n\n');
}

function withBody({ run, body }: AnyRoute<never>): { body?: object; consumes?: string[] } {
  if (run.kind === 'upload') return { body: multipart(run.parts), consumes: ['multipart/form-data'] };
  if (!body) return {};
  return run.kind === 'form' ? { body, consumes: ['application/x-www-form-urlencoded'] } : { body };
}

function multipart(parts: Parts): object {
  const entries = Object.entries(parts);
  const properties = entries.map(([name, { holds, description }]) => [
    name,
    { type: 'string', description, ...(holds === 'file' && { contentMediaType: 'application/octet-stream' }) },
  ]);
  return {
    type: 'object',
    required: entries.filter(([, { required }]) => required).map(([name]) => name),
    properties: Object.fromEntries(properties),
    additionalProperties: false,
  };
}

/** Of a download, what its 200 brings is of the media types that its schema names; of events, one of them is shown. */
function ownAnswers({ run, answers }: AnyRoute<never>): Record<number, object> {
  const { 200: done, ...others } = answers;
  if (!done || (run.kind !== 'download' && run.kind !== 'events')) return answers;
  if (run.kind === 'events') return { ...others, 200: { content: { 'text/event-stream': { schema: done } } } };
  const file = done as FileSchema & { readonly anyOf?: readonly FileSchema[] };
  const kinds = file.anyOf ?? [file];
  const content = kinds.map((schema) => [schema.contentMediaType ?? 'application/octet-stream', { schema }]);
  return { ...others, 200: { content: Object.fromEntries(content) } };
}

interface FileSchema {
  readonly contentMediaType?: string;
}

function withQuery(route: AnyRoute<never>): { querystring?: object } {
  const { query } = route;
  const name = route.access === undefined || route.access === 'token' ? organizationParameter(route) : null;
  if (name === null) return query ? { querystring: query } : {};
  const { properties = {}, ...rest } = (query ?? { type: 'object' }) as { properties?: object };
  const organization = {
    type: 'string',
    description: 'Code (`CEK…`) of the organization to act for, one below the token’s own. Left out: its own.',
  };
  return { querystring: { ...rest, properties: { ...properties, [name]: organization } } };
}

function withKey(route: AnyRoute<never>): { headers?: object } {
  if (!takesKey(route)) return {};
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
function answers(ours: Record<number, ErrorAnswer>, own: Record<number, object>): Record<number, object> {
  const statuses = [...new Set([...Object.keys(own), ...Object.keys(ours)])].map(Number);
  return Object.fromEntries(
    statuses.map((status) => {
      const description = ours[status]?.description ?? statusWords[status] ?? 'Refused.';
      return [status, { description, ...(own[status] ?? ours[status]) }];
    }),
  );
}
