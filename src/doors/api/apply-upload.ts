import { type Static, Type } from 'typebox';
import { locationOf } from '../../http/location.ts';
import { malformed } from '../../http/malformed.ts';
import type { Call, Route } from '../../http/route.ts';
import type { FilePreviews } from '../../uploads/preview/file-previews.ts';
import type { Uploads } from '../../uploads/uploads.ts';
import type { BatchReader } from './batch-ports.ts';
import { batchShape, type FileUrl, found, presentBatch } from './batch-shape.ts';
import { uploadParams } from './upload-shape.ts';
import { refusal, success } from './wire.ts';
import { maxAffectedMax } from '../../lists/brake.ts';

interface Deps<Tx> {
  readonly uploads: Pick<Uploads<Tx>, 'apply'>;
  readonly filePreviews: Pick<FilePreviews<Tx>, 'make'>;
  /** Reads what the transaction has written. */
  readonly findIn: (tx: Tx, id: { organizationId: number; publicId: string }) => ReturnType<BatchReader['find']>;
  readonly fileUrl: FileUrl;
}

const body = Type.Object(
  {
    dryRun: Type.Optional(
      Type.Boolean({
        description:
          'true: nothing is applied, and the upload stays as it is. The batch is a preview, which ' +
          '`POST /batches/{id}/apply` applies.',
      }),
    ),
    atomic: Type.Optional(Type.Boolean({ description: 'All or nothing; up to 100,000 rows.' })),
    pinned: Type.Optional(
      Type.Boolean({
        default: true,
        description: 'false: nobody has looked at the rows, so what the customers are by now is patched.',
      }),
    ),
    maxAffected: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: maxAffectedMax,
        description: 'The brake: where more rows would change a customer, nothing is written.',
      }),
    ),
  },
  { additionalProperties: false },
);

/** `POST /uploads/{id}/apply`: what was shown becomes a batch. */
export function applyUpload<Tx>({ uploads, filePreviews, findIn, fileUrl }: Deps<Tx>): Route<Tx> {
  async function handle(call: Call, tx: Tx) {
    const organizationId = call.organization.id;
    const batchId = `batch_${call.reference}`;
    const { dryRun = false, pinned, atomic = false, maxAffected = null } = (call.body ?? {}) as Static<typeof body>;
    const id = { organizationId, publicId: call.params['id'] ?? '' };
    const request = { batchId, tokenId: call.principal.tokenId, atomic, maxAffected };
    if (dryRun && pinned === false) throw malformed(['pinned: what a preview shows is applied pinned to it']);
    if (dryRun) await filePreviews.make(tx, id, request);
    else await uploads.apply(tx, id, { ...request, pinned: pinned ?? true });
    const report = found(await findIn(tx, { organizationId, publicId: batchId }));
    const headers = { location: locationOf(`/api/v1/batches/${batchId}`, call) };
    return { status: 202, body: { success: true, data: presentBatch(report, fileUrl) }, headers };
  }
  return {
    method: 'POST',
    path: '/api/v1/uploads/:id/apply',
    operationId: 'applyUpload',
    summary: 'Applies what was shown of an upload',
    description:
      'Each row is pinned to the version that it was compared with: where somebody has changed a field that the row names ' +
      'since, the row fails. Works once. The batch runs in the background; `location` says where to look. What can be refused ' +
      'by what was compared is refused at once, and the upload stays `ready`.',
    tag: 'Uploads',
    scope: 'customers:write',
    actsBelow: true,
    params: uploadParams,
    body,
    bodyOptional: true,
    answers: { 202: success(batchShape), 404: refusal, 409: refusal, 422: refusal },
    run: { kind: 'transaction', handle },
  };
}
