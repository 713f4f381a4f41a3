import type { ListRef } from '../../engine/ports.ts';
import { renderError } from '../../http/render-error.ts';
import type { AnyRoute, Door, Route } from '../../http/route.ts';
import type { RememberedMapping } from '../../lists/remembered-mapping.ts';
import type { Undos } from '../../undo/undos.ts';
import type { FilePreviews } from '../../uploads/preview/file-previews.ts';
import type { Uploads } from '../../uploads/uploads.ts';
import type { BatchCanceller, BatchReader } from './batch-ports.ts';
import { accessRoutes } from './access-routes.ts';
import type { AccessRoutesDeps } from './access-routes.ts';
import { applyPreview, type ApplyPreviewDeps } from './apply-preview.ts';
import { applyUpload } from './apply-upload.ts';
import type { FileUrl } from './batch-shape.ts';
import { cancelBatch } from './cancel-batch.ts';
import { changeUpload, type ChangeUploadDeps } from './change-upload.ts';
import { createUpload } from './create-upload.ts';
import type { FileReader } from './file-ports.ts';
import { followBatch } from './follow-batch.ts';
import type { Follow } from './follow-events.ts';
import { getBatch } from './get-batch.ts';
import { getFile } from './get-file.ts';
import { getStatus, type StatusDeps } from './get-status.ts';
import { followUpload, getUpload } from './get-upload.ts';
import { listBatches } from './list-batches.ts';
import { listChanges } from './list-changes.ts';
import { listOutcomes } from './list-outcomes.ts';
import { listRoutes, type ListRoutesDeps } from './list-routes.ts';
import { listUploadRows, type RowsDeps } from './list-upload-rows.ts';
import { recordStatistics, type StatisticsDeps } from './record-statistics.ts';
import { sessionRoutes, type SessionRoutesDeps } from './session-routes.ts';
import { webhookRoutes, type WebhookRoutesDeps } from './webhook-routes.ts';
import { undoBatch } from './undo-batch.ts';

export interface ApiDoorDeps<Tx>
  extends
    AccessRoutesDeps<Tx>,
    SessionRoutesDeps<Tx>,
    ListRoutesDeps<Tx>,
    WebhookRoutesDeps<Tx>,
    RowsDeps,
    ChangeUploadDeps<Tx>,
    Pick<ApplyPreviewDeps<Tx>, 'previews' | 'previewAppliers'>,
    StatisticsDeps,
    StatusDeps {
  readonly access: AccessRoutesDeps<Tx>['access'] & SessionRoutesDeps<Tx>['access'];
  readonly batches: BatchReader & BatchCanceller<Tx>;
  readonly files: FileReader;
  readonly fileUrl: FileUrl;
  readonly follow: Follow;
  readonly uploads: Uploads<Tx>;
  readonly filePreviews: FilePreviews<Tx>;
  readonly campaignList: (organizationId: number, campaignId: string) => Promise<ListRef>;
  readonly companyList: (organization: { id: number; code: string; name: string }) => Promise<ListRef>;
  readonly undos: Undos<Tx>;
  readonly uploadExpiry: () => Date;
  readonly rememberedMapping: (list: ListRef) => Promise<RememberedMapping | null>;
  /** A batch as the transaction has written it. */
  readonly findIn: (tx: Tx, id: { organizationId: number; publicId: string }) => ReturnType<BatchReader['find']>;
}

/** Our own API: for the command line, the console and integrations. */
export function apiDoor<Tx>(deps: ApiDoorDeps<Tx>): Door<Tx> {
  return {
    name: 'api',
    routes: [
      ...sessionRoutes(deps),
      ...accessRoutes(deps),
      ...listRoutes(deps),
      ...uploadRoutes(deps),
      ...batchRoutes(deps),
      ...webhookRoutes(deps),
    ],
    renderError,
  };
}

function uploadRoutes<Tx>(deps: ApiDoorDeps<Tx>): Route<Tx>[] {
  return [
    createUpload(deps),
    getUpload(deps),
    followUpload(deps),
    listUploadRows<Tx>(deps),
    changeUpload(deps),
    applyUpload(deps),
  ];
}

function batchRoutes<Tx>(deps: ApiDoorDeps<Tx>): AnyRoute<Tx>[] {
  return [
    listBatches(deps),
    getBatch(deps),
    followBatch(deps),
    listOutcomes(deps),
    listChanges(deps),
    cancelBatch(deps),
    applyPreview(deps),
    undoBatch(deps),
    getFile(deps),
    recordStatistics(deps),
    getStatus(deps),
  ];
}
