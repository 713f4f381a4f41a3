import type { EventsAnswer, EventsCall, Route } from '../../http/route.ts';
import type { BatchReader, BatchReport } from './batch-ports.ts';
import { batchParams, batchShape, type FileUrl, found, presentBatch } from './batch-shape.ts';
import { asEvents, type Follow } from './follow-events.ts';
import { refusal } from './wire.ts';

interface Deps {
  readonly batches: Pick<BatchReader, 'find'>;
  readonly fileUrl: FileUrl;
  readonly follow: Follow;
}

const final: ReadonlySet<BatchReport['state']> = new Set(['completed', 'cancelled', 'failed']);

/** `GET /batches/{id}/events`: how a batch gets on, until it has ended. */
export function followBatch<Tx>({ batches, fileUrl, follow }: Deps): Route<Tx> {
  async function handle(call: EventsCall): Promise<EventsAnswer> {
    const { organization, params, signal } = call;
    const id = { organizationId: organization.id, publicId: params['id'] ?? '' };
    found(await batches.find(id));
    const reports = follow({
      read: async () => {
        const report = await batches.find(id);
        return report && presentBatch(report, fileUrl);
      },
      isFinal: ({ state }) => final.has(state),
      signal,
    });
    return { status: 200, events: asEvents(reports, { name: 'batch', call }) };
  }
  return {
    method: 'GET',
    path: '/api/v1/batches/:id/events',
    operationId: 'followBatch',
    summary: 'Follows a batch until it ends',
    description:
      'Server-sent events, each with the batch as `GET /batches/{id}` shows it: one at once, then one whenever something ' +
      'has changed, at most four a second; the last one has the final state.',
    tag: 'Batches',
    scope: 'batches:read',
    actsBelow: true,
    params: batchParams,
    answers: { 200: batchShape, 404: refusal },
    run: { kind: 'events', handle },
  };
}
