import { type Static, Type } from 'typebox';
import { locationOf } from '../../http/location.ts';
import type { Call, Route } from '../../http/route.ts';
import type { Undos } from '../../undo/undos.ts';
import type { BatchReader } from './batch-ports.ts';
import { batchParams, batchShape, type FileUrl, found, presentBatch } from './batch-shape.ts';
import { refusal, success } from './wire.ts';

interface UndoBatchDeps<Tx> {
  readonly undos: Undos<Tx>;
  /** Reads what the transaction has written. */
  readonly findIn: (tx: Tx, id: { organizationId: number; publicId: string }) => ReturnType<BatchReader['find']>;
  readonly fileUrl: FileUrl;
}

const query = Type.Object(
  {
    dryRun: Type.Optional(
      Type.Boolean({ description: 'Finds out what the undo would do, as a preview; nothing is restored.' }),
    ),
  },
  { additionalProperties: false },
);

/** `POST /batches/{id}/undo`: takes a batch back, as a batch of its own. */
export function undoBatch<Tx>({ undos, findIn, fileUrl }: UndoBatchDeps<Tx>): Route<Tx> {
  async function handle(call: Call, tx: Tx) {
    const organizationId = call.organization.id;
    const batchId = `batch_${call.reference}`;
    const { dryRun = false } = call.query as Static<typeof query>;
    const request = { batchId, tokenId: call.principal.tokenId };
    await undos[dryRun ? 'preview' : 'undo'](tx, { organizationId, publicId: call.params['id'] ?? '' }, request);
    const report = found(await findIn(tx, { organizationId, publicId: batchId }));
    const headers = { location: locationOf(`/api/v1/batches/${batchId}`, call) };
    return { status: 202, body: { success: true, data: presentBatch(report, fileUrl) }, headers };
  }
  return {
    method: 'POST',
    path: '/api/v1/batches/:id/undo',
    operationId: 'undoBatch',
    summary: 'Takes a batch back',
    description:
      'Each field that still has the value that the batch gave it gets the one before; one that was edited since is left ' +
      'alone, and reported. Customers that the batch added and nobody touched are removed, those that it removed come ' +
      'back. The undo is a batch of its own, which runs in the background and can be undone; `location` says where to look. ' +
      'With `dryRun=true` it is a preview: apply it with `POST /api/v1/batches/{id}/apply`.',
    tag: 'Batches',
    scope: 'customers:write',
    actsBelow: true,
    params: batchParams,
    query,
    answers: { 202: success(batchShape), 404: refusal, 409: refusal },
    run: { kind: 'transaction', handle },
  };
}
