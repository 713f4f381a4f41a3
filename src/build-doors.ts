/** The doors, each with what it needs of the rooms behind it. Part of `app.ts`. */
import { newCustomerId } from './lists/customer-id.ts';
import type { Access } from './access/access.ts';
import type { BackgroundFiles } from './background-files.ts';
import type { BuiltWebhooks } from './build-webhooks.ts';
import { serviceStatus } from './build-status.ts';
import { buildUploads } from './build-uploads.ts';
import { apiDoor, type ApiDoorDeps } from './doors/api/routes.ts';
import { companyDoor } from './doors/company/routes.ts';
import type { Engine } from './engine/engine.ts';
import { companyFieldKinds } from './fields/company/field-kinds.ts';
import { compileCompanyFields } from './fields/company/compile-company-fields.ts';
import { normalizeCompanyPatch } from './fields/company/normalize-company-patch.ts';
import type { Door } from './http/route.ts';
import { searchRules } from './fields/search/search-rules.ts';
import { follow } from './jobs/follow.ts';
import type { Campaigns } from './lists/campaigns.ts';
import { applyRecordsPreview } from './lists/apply-records-preview.ts';
import { Companies } from './lists/companies.ts';
import { CustomerLists } from './lists/customer-lists.ts';
import { editCustomer } from './lists/edit-customer.ts';
import { ListCustomers } from './lists/list-customers.ts';
import type { SheetOf } from './lists/list-template.ts';
import { listFields, sheetsOfList } from './list-sheets.ts';
import { listTemplates } from './list-templates.ts';
import type { OpenFiles } from './open-files.ts';
import type { Settings } from './settings/settings.ts';
import { mediaTypes } from './spreadsheet/result-file.ts';
import { batchReader } from './store/batch-reader.ts';
import { findBatch } from './store/batch-reports.ts';
import type { PostgresBatchStore } from './store/batch-store.ts';
import { companyStore } from './store/companies.ts';
import { customerFinder } from './store/customer-finder.ts';
import { customerLists } from './store/customer-lists.ts';
import { customerSearch } from './store/customer-search.ts';
import { customerReader } from './store/customers.ts';
import { undoDesk } from './store/undo-desk.ts';
import { Undos } from './undo/undos.ts';
import type { Database, Tx } from './store/database.ts';
import { historyReader } from './store/history.ts';
import { findMapping } from './store/list-mappings.ts';
import { recordStatistics } from './store/record-statistics.ts';
import { previewDesk } from './store/previews.ts';
import { readPreview } from './store/read-preview.ts';
import { version } from './version.ts';

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
  const desk = openDesk(parts);
  return [ownApi(parts, desk), company(parts, desk)];
}

function openDesk(parts: Parts) {
  const { settings, database, files, stored } = parts;
  const built = buildUploads({ ...parts, send: (tx, step) => files.queue.send(tx, step) });
  const { references } = built;
  const writeSheet = listTemplates(database);
  return {
    ...built,
    companies: new Companies({ store: companyStore(database), fields: compileCompanyFields(), references }),
    history: historyReader(database),
    uploadExpiry: (): Date => new Date(Date.now() + uploadKeptMs),
    sheetFile: (sheet: SheetOf) => ({ mediaType: mediaTypes[sheet.type], content: writeSheet(sheet) }),
    fileUrl: (file: Parameters<ApiDoorDeps<Tx>['fileUrl']>[0]) => stored.links.urlOf(file),
    undos: new Undos<Tx>({
      desk: undoDesk,
      send: (tx, step) => files.queue.send(tx, step),
      previewExpiry: () => new Date(Date.now() + settings.previewHours * hourMs),
    }),
  };
}

type Desk = ReturnType<typeof openDesk>;

function ownApi(parts: Parts, desk: Desk): Door<Tx> {
  const { settings, database, access, campaigns, stored } = parts;
  const { sheets, outcomes, changes, companies, history, filePreviews, undos, sheetFile } = desk;
  const finding = { lists: customerLists(database), finder: customerFinder(database), rules: searchRules };
  const customers = new ListCustomers(finding);
  const edits = { ...parts, customers, companies, history, normalize: normalizeCompanyPatch };
  return apiDoor<Tx>({
    ...desk,
    ...parts.webhooks,
    access,
    publicUrl: settings.publicUrl,
    transact: (work) => database.transact(work),
    batches: { ...batchReader(database), outcomes, changes },
    files: stored.reader,
    follow,
    lists: new CustomerLists(customerLists(database), listFields(settings, sheets)),
    listSheet: ({ type, of, list }) =>
      sheetFile({ type, sheets: sheetsOfList(of, { settings, company: sheets }), list }),
    statistics: recordStatistics(database),
    clock: () => new Date(),
    status: serviceStatus({ settings, database, files: stored.store, version }),
    rememberedMapping: async (list) => findMapping(database, list),
    customers,
    editCustomer: async (edit) => editCustomer(edits, edit),
    campaignList: async (organizationId, id) => (await campaigns.campaignForWriting(organizationId, id)).list,
    companyList: async (organization) => (await companies.forWriting(organization)).list,
    findIn: findBatch,
    previews: previewDesk(database),
    previewAppliers: {
      records: applyRecordsPreview({ ...parts, read: async (preview) => readPreview(database, preview) }),
      file: (tx, preview, request) => filePreviews.apply(tx, preview, request),
      undo: async (tx, { list, undoes }, request) => undos.applyPreview(tx, { list, undoes: undoes ?? 0 }, request),
    },
  });
}

function company(parts: Parts, desk: Desk): Door<Tx> {
  const { settings, database, files } = parts;
  const { sheets, changes, sheetFile, fileUrl } = desk;
  return companyDoor<Tx>({
    ...desk,
    engine: parts.engine,
    customers: customerReader(database),
    search: customerSearch(database),
    normalize: normalizeCompanyPatch,
    newCustomerId,
    searchable: companyFieldKinds,
    ends: files.ends,
    resultLinks: async ({ id: organizationId }, publicId) => {
      const batch = await findBatch(database, { organizationId, publicId });
      return (batch?.files ?? []).map((file) => ({ kind: file.kind, name: file.name, url: fileUrl(file) }));
    },
    shownChanges: async (preview, limit) => (await changes({ ...preview, limit, from: null }))?.entries ?? [],
    limits: settings,
    companySheet: ({ type, list }) => sheetFile({ type, sheets, list }),
  });
}
