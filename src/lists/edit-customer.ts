import type { BatchRequest } from '../engine/engine.ts';
import type { BatchResult, JsonObject } from '../engine/records.ts';
import { RequestError } from '../errors/request-error.ts';
import { underBrake } from './brake.ts';
import type { WritableCampaign } from './campaigns.ts';
import type { WritableCompany } from './companies.ts';
import type { HistoryReader } from './customer-readers.ts';
import type { ListCustomer, SearchedList } from './find-customers-ports.ts';
import type { ListCustomers } from './list-customers.ts';
import { refuseFailedRecord } from './refuse-failed-record.ts';
import { whoChanged } from './who-changed.ts';

interface Owner {
  readonly id: number;
  readonly code: string;
  readonly name: string;
}

export interface CustomerEdit {
  readonly organization: Owner;
  /** `camp_…`, `CEK…` */
  readonly listId: string;
  readonly key: string;
  /** A JSON Merge Patch, as received. */
  readonly patch: JsonObject;
  /** The version that was seen; null: whatever it is by now. */
  readonly version: number | null;
  /** How it is told that it was another. */
  readonly conflict: 'conflict' | 'precondition_failed';
  /** Whether it is told what was changed since, and by whom. */
  readonly tellsChanges: boolean;
  readonly batchId: string;
  /** An earlier attempt may have begun with it. */
  readonly resumed: boolean;
  readonly tokenId: number | null;
}

export interface EditedCustomer {
  readonly outcome: 'updated' | 'unchanged';
  readonly customer: ListCustomer;
}

export interface EditCustomerDeps {
  readonly customers: Pick<ListCustomers, 'getCustomer' | 'listOf'>;
  readonly campaigns: { campaignForWriting(organizationId: number, publicId: string): Promise<WritableCampaign> };
  readonly companies: { forWriting(organization: Owner): Promise<WritableCompany> };
  readonly engine: { run(request: BatchRequest): Promise<BatchResult> };
  readonly history: HistoryReader;
  /** Brings the values of a company's customer into their stored form; `faults`: what JSON cannot set. */
  readonly normalize: (patch: JsonObject) => { readonly patch: JsonObject; readonly faults: readonly string[] };
}

/** Changes one customer of any list, as a batch of one record: with its history, its brake, and its undo. */
export async function editCustomer(deps: EditCustomerDeps, edit: CustomerEdit): Promise<EditedCustomer> {
  const { organization, listId, key, version } = edit;
  // An attempt that was broken off may have changed him, before somebody removed him.
  if (!edit.resumed) {
    const before = await deps.customers.getCustomer(organization, edit);
    if (before.status === 'removed') throw new RequestError('not_found', 'The customer was removed.');
  }
  const { list, patch, source } = await writableList(deps, edit);
  const record = { index: 0, key, patch, faults: [], ...(version !== null && { expectedVersion: version }) };
  const result = await underBrake({ list, operation: 'update', noun: 'customer' }, async (maxAffected) =>
    deps.engine.run({
      publicId: edit.batchId,
      resumed: edit.resumed,
      list: list.list,
      fields: list.fields,
      source,
      operation: 'update',
      atomic: false,
      tokenId: edit.tokenId,
      records: [record],
      single: true,
      maxAffected,
    }),
  );
  await refuseConflict(deps, result, { edit, list: list.list });
  refuseFailedRecord(result, edit);
  const customer = await deps.customers.getCustomer(organization, { listId, key });
  return { outcome: result.counts.updated === 1 ? 'updated' : 'unchanged', customer };
}

interface Writable {
  readonly list: WritableCampaign | WritableCompany;
  readonly patch: JsonObject;
  readonly source: 'campaign' | 'company';
}

async function writableList(
  { customers, campaigns, companies, normalize }: EditCustomerDeps,
  { organization, listId, patch: received }: CustomerEdit,
): Promise<Writable> {
  const list = await customers.listOf(organization, listId);
  if (list?.kind === 'campaign') {
    const campaign = await campaigns.campaignForWriting(organization.id, listId);
    return { list: campaign, patch: received, source: 'campaign' };
  }
  const { patch, faults } = normalize(received);
  if (faults.length > 0) throw new RequestError('validation_failed', 'Validation failed', { faults });
  return { list: await companies.forWriting(organization), patch, source: 'company' };
}

/** A conflict of versions is told with what was changed meanwhile, when and by whom. */
async function refuseConflict(
  { history }: Pick<EditCustomerDeps, 'history'>,
  { failures }: BatchResult,
  { edit, list }: { readonly edit: CustomerEdit; readonly list: SearchedList },
): Promise<void> {
  const [failure] = failures;
  if (failure?.error !== 'version_conflict_engine_exception' || edit.version === null || !edit.tellsChanges) return;
  const since = await whoChanged(history, { ...list, key: edit.key, version: edit.version, patch: edit.patch });
  throw new RequestError(edit.conflict, since ?? failure.reason);
}
