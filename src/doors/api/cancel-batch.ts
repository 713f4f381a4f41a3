import { RequestError } from '../../errors/request-error.ts';
import type { Route } from '../../http/route.ts';
import type { BatchCanceller } from './batch-ports.ts';
import { batchParams, batchShape, type FileUrl, found, presentBatch } from './batch-shape.ts';
import { refusal, success } from './wire.ts';

interface Deps<Tx> {
  readonly batches: BatchCanceller<Tx>;
  readonly fileUrl: FileUrl;
}

/** `POST /batches/{id}/cancel`: what was applied stays applied, the rest is not. */
export function cancelBatch<Tx>({ batches, fileUrl }: Deps<Tx>): Route<Tx> {
  return {
    method: 'POST',
    path: '/api/v1/batches/:id/cancel',
    operationId: 'cancelBatch',
    summary: 'Ends a batch early',
    description:
      'A batch that runs ends at its next chunk: ask for it again to see how. One that nobody runs ends at once. Each ' +
      'record that was not reached fails with `batch_cancelled_exception`; what was applied stays applied.',
    tag: 'Batches',
    scope: 'customers:write',
    actsBelow: true,
    params: batchParams,
    answers: { 200: success(batchShape), 404: refusal, 409: refusal },
    run: {
      kind: 'transaction',
      async handle({ organization, params }, tx) {
        const id = { organizationId: organization.id, publicId: params['id'] ?? '' };
        const { ended, report } = found(await batches.cancel(tx, id));
        if (ended !== null) {
          throw new RequestError(
            'conflict',
            `The batch is ${ended} already; only one that has not ended can be cancelled.`,
          );
        }
        return { status: 200, body: { success: true, data: presentBatch(report, fileUrl) } };
      },
    },
  };
}
