import { Type } from 'typebox';
import type { Call, Route } from '../../http/route.ts';
import type { BatchReader, ChangePlace } from './batch-ports.ts';
import { batchParams, found } from './batch-shape.ts';
import { pageOf, pageQuery, refusal, successPage } from './wire.ts';

interface Deps {
  readonly batches: Pick<BatchReader, 'changes'>;
}

const change = Type.Object({
  key: Type.String(),
  version: Type.Integer({ description: 'The version that the change made.' }),
  changes: Type.Record(
    Type.String(),
    Type.Object(
      { from: Type.Optional(Type.Unknown()), to: Type.Optional(Type.Unknown()) },
      { description: '`from` or `to` is left out where the field was, or is, absent.' },
    ),
  ),
});

/** `GET /batches/{id}/changes`: what a batch changed, customer by customer. */
export function listChanges<Tx>({ batches }: Deps): Route<Tx> {
  async function handle(call: Call) {
    const { organization, params } = call;
    const { limit, after } = pageOf(call);
    const page = found(
      await batches.changes({
        organizationId: organization.id,
        publicId: params['id'] ?? '',
        limit,
        from: after === null ? null : placeOf(after),
      }),
    );
    const nextCursor = page.next === null ? null : `${page.next.pack}.${page.next.place}`;
    return { status: 200, body: { success: true, data: page.entries, nextCursor } };
  }
  return {
    method: 'GET',
    path: '/api/v1/batches/:id/changes',
    operationId: 'listBatchChanges',
    summary: 'Tells what a batch changed',
    description: 'As far back as history is kept. A page of large changes may end before its limit.',
    tag: 'Batches',
    scope: 'customers:read',
    actsBelow: true,
    params: batchParams,
    query: pageQuery(/^\d{1,7}\.\d{1,6}$/, { entries: 100, entriesMax: 1000 }),
    answers: { 200: successPage(change), 404: refusal, 409: refusal },
    run: { kind: 'read', handle },
  };
}

function placeOf(cursor: string): ChangePlace {
  const [pack = 0, place = 0] = cursor.split('.').map(Number);
  return { pack, place };
}
