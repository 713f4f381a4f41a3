import { type Static, Type } from 'typebox';
import { malformed } from '../../http/malformed.ts';
import type { Call, Route } from '../../http/route.ts';
import type { BatchReader } from './batch-ports.ts';
import { batchShape, batchSources, batchStates, type FileUrl, presentBatch, refuseCursor } from './batch-shape.ts';
import { pageOf, pageQuery, successPage } from './wire.ts';

interface Deps {
  readonly batches: Pick<BatchReader, 'list'>;
  readonly fileUrl: FileUrl;
}

const moment = (description: string) => Type.Optional(Type.String({ format: 'date-time', description }));

const filters = Type.Object({
  state: Type.Optional(Type.Enum([...batchStates])),
  source: Type.Optional(Type.Enum([...batchSources])),
  list: Type.Optional(Type.String({ description: 'The id of a customer list, e.g. `camp_abc123`.' })),
  by: Type.Optional(
    Type.String({
      pattern: '^(tok|usr|cli)_\\w{1,64}$',
      mustBe: 'the id of a token, a user or a client (tok_…, usr_…, cli_…)',
      description: 'Who asked for it: the id of a token, a user or a client.',
    }),
  ),
  from: moment('Created at this moment or later.'),
  to: moment('Created before this moment.'),
});
const query = Type.Object(
  { ...filters.properties, ...pageQuery(/^batch_\w{1,64}$/).properties },
  { additionalProperties: false },
);

/** `GET /batches`: the organization's batches, newest first. */
export function listBatches<Tx>({ batches, fileUrl }: Deps): Route<Tx> {
  async function handle(call: Call) {
    const { from, to, ...same } = call.query as Static<typeof filters>;
    const { limit, after } = pageOf(call);
    const page = await batches.list({
      organizationId: call.organization.id,
      state: same.state,
      source: same.source,
      list: same.list,
      by: same.by,
      from: momentOf('from', from),
      to: momentOf('to', to),
      limit,
      after,
    });
    if (page === null) return refuseCursor();
    return {
      status: 200,
      body: { success: true, data: page.entries.map((entry) => presentBatch(entry, fileUrl)), nextCursor: page.next },
    };
  }
  return {
    method: 'GET',
    path: '/api/v1/batches',
    operationId: 'listBatches',
    summary: 'Lists batches, newest first',
    tag: 'Batches',
    scope: 'batches:read',
    actsBelow: true,
    query,
    answers: { 200: successPage(batchShape) },
    run: { kind: 'read', handle },
  };
}

/** The schema has looked at the form; whether there is such a day and hour shows only here. */
function momentOf(name: string, text: string | undefined): Date | undefined {
  if (text === undefined) return undefined;
  const moment = new Date(text);
  if (Number.isNaN(moment.getTime()))
    throw malformed([`${name} must be a time that exists, e.g. 2026-05-04T10:00:00Z`]);
  return moment;
}
