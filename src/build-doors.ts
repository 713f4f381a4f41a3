/** The doors, each with what it needs of the rooms behind it. Part of `app.ts`. */
import { newCustomerId } from './lists/customer-id.ts';
import type { Access } from './access/access.ts';
import type { BackgroundFiles } from './background-files.ts';
import type { BuiltWebhooks } from './build-webhooks.ts';
import { buildUploads } from './build-uploads.ts';
import { apiDoor, type ApiDoorDeps } from './doors/api/routes.ts';
import { companyDoor } from './doors/company/routes.ts';
import type { Engine } from './engine/engine.ts';
import { companyFieldKinds } from './fields/company/field-kinds.ts';
import { compileCompanyFields } from './fields/company/compile-company-fields.ts';
import { normalizeCompanyPatch } from './fields/company/normalize-company-patch.ts';
import type { Door } from './http/route.ts';
import { follow } from './jobs/follow.ts';
import type { Campaigns } from './lists/campaigns.ts';
import { applyRecordsPreview } from './lists/apply-records-preview.ts';
import { Companies } from './lists/companies.ts';
import { CustomerLists } from './lists/customer-lists.ts';
import type { OpenFiles } from './open-files.ts';
import type { Settings } from './settings/settings.ts';
import { mediaTypes } from './spreadsheet/result-file.ts';
import { writeTemplate } from './spreadsheet/template.ts';
import { batchReader } from './store/batch-reader.ts';
import { findBatch } from './store/batch-reports.ts';
import type { PostgresBatchStore } from './store/batch-store.ts';
import { companyStore } from './store/companies.ts';
import { customerLists } from './store/customer-lists.ts';
import { customerSearch } from './store/customer-search.ts';
import { customerReader } from './store/customers.ts';
import { undoDesk } from './store/undo-desk.ts';
import { Undos } from './undo/undos.ts';
import type { Database, Tx } from './store/database.ts';
import { historyReader } from './store/history.ts';
import { previewDesk } from './store/previews.ts';
import { readPreview } from './store/read-preview.ts';

interface Parts {
  readonly settings: Settings;
  readonly database: Database;
  /** This process's row in `processes`. */
  readonly owner: number;
  readonly access: Access<Tx>;
  readonly engine: Engine;
  readonly batches: PostgresBatchStore;
  readonly campaigns: Campaigns<Tx>;
  /** In which batches of JSON requests run. */
  readonly turn: Parameters<typeof applyRecordsPreview>[0]['turn'];
  readonly stored: OpenFiles;
  readonly files: BackgroundFiles;
  readonly webhooks: Pick<BuiltWebhooks, 'webhooks' | 'deliveries'>;
}

/** An upload that is not applied is kept for a day. */
const hourMs = 60 * 60 * 1_000;
const uploadKeptMs = 24 * hourMs;

/** Our own API, and the company door; they share the desk where files are taken in. */
export function fileDoors(parts: Parts): Door<Tx>[] {
  const { settings, database, access, campaigns, stored, files } = parts;
  const built = buildUploads({ ...parts, send: (tx, step) => files.queue.send(tx, step) });
  const { uploads, filePreviews, sheets, references, outcomes, changes, rowsOf, changeUpload } = built;
  const companies = new Companies({ store: companyStore(database), fields: compileCompanyFields(), references });
  const history = historyReader(database);
  const undos = new Undos<Tx>({
    desk: undoDesk,
    send: (tx, step) => files.queue.send(tx, step),
    previewExpiry: () => new Date(Date.now() + settings.previewHours * hourMs),
  });
  const uploadExpiry = (): Date => new Date(Date.now() + uploadKeptMs);
  const fileUrl: ApiDoorDeps<Tx>['fileUrl'] = (file) => stored.links.urlOf(file);
  const api = apiDoor<Tx>({
    access,
    transact: (work) => database.transact(work),
    batches: { ...batchReader(database), outcomes, changes },
    files: stored.reader,
    fileUrl,
    follow,
    uploads,
    filePreviews,
    undos,
    ...parts.webhooks,
    lists: new CustomerLists(customerLists(database)),
    history,
    campaignList: async (organizationId, id) => (await campaigns.campaignForWriting(organizationId, id)).list,
    companyList: async (organization) => (await companies.forWriting(organization)).list,
    uploadExpiry,
    findIn: findBatch,
    previews: previewDesk(database),
    previewAppliers: {
      records: applyRecordsPreview({ ...parts, read: async (preview) => readPreview(database, preview) }),
      file: (tx, preview, request) => filePreviews.apply(tx, preview, request),
      undo: async (tx, { list, undoes }, request) => undos.applyPreview(tx, { list, undoes: undoes ?? 0 }, request),
    },
    rowsOf,
    changeUpload,
  });
  const company = companyDoor<Tx>({
    companies,
    engine: parts.engine,
    customers: customerReader(database),
    history,
    search: customerSearch(database),
    normalize: normalizeCompanyPatch,
    newCustomerId,
    searchable: companyFieldKinds,
    references,
    uploads,
    filePreviews,
    ends: files.ends,
    resultLinks: async ({ id: organizationId }, publicId) => {
      const batch = await findBatch(database, { organizationId, publicId });
      return (batch?.files ?? []).map((file) => ({ kind: file.kind, name: file.name, url: fileUrl(file) }));
    },
    shownChanges: async (preview, limit) => (await changes({ ...preview, limit, from: null }))?.entries ?? [],
    uploadExpiry,
    limits: settings,
    writeTemplate: ({ type, customers, contacts }) =>
      writeTemplate({
        type,
        customers: { columns: sheets.customers.columns, rows: customers },
        contacts: sheets.contacts && { columns: sheets.contacts.columns, rows: contacts },
      }),
    mediaTypes,
  });
  return [api, company];
}
