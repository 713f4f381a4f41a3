import type { Route } from '../../http/route.ts';
import type { BatchReader } from './batch-ports.ts';
import { batchParams, batchShape, type FileUrl, found, presentBatch } from './batch-shape.ts';
import { refusal, success } from './wire.ts';

interface Deps {
  readonly batches: Pick<BatchReader, 'find'>;
  readonly fileUrl: FileUrl;
}

/** `GET /batches/{id}` */
export function getBatch<Tx>({ batches, fileUrl }: Deps): Route<Tx> {
  return {
    method: 'GET',
    path: '/api/v1/batches/:id',
    operationId: 'getBatch',
    summary: 'Reads one batch',
    description: 'While it runs its counts grow with each finished chunk.',
    tag: 'Batches',
    scope: 'batches:read',
    actsBelow: true,
    params: batchParams,
    answers: { 200: success(batchShape), 404: refusal },
    run: {
      kind: 'read',
      async handle({ organization, params }) {
        const report = found(await batches.find({ organizationId: organization.id, publicId: params['id'] ?? '' }));
        return { status: 200, body: { success: true, data: presentBatch(report, fileUrl) } };
      },
    },
  };
}
