/** The doors, each with what it needs of the rooms behind it. Part of `app.ts`. */
import { newCustomerId } from './lists/customer-id.ts';
import type { Access } from './access/access.ts';
import type { BackgroundFiles } from './background-files.ts';
import type { BatchReader, OutcomeEntry } from './doors/api/batch-ports.ts';
import { apiDoor, type ApiDoorDeps } from './doors/api/routes.ts';
import { companyDoor } from './doors/company/routes.ts';
import type { Engine } from './engine/engine.ts';
import { companyFieldKinds } from './fields/company/field-kinds.ts';
import { compileCompanyFields } from './fields/company/compile-company-fields.ts';
import { normalizeCompanyPatch } from './fields/company/normalize-company-patch.ts';
import type { ListSheets } from './fields/sheet-fields.ts';
import type { Door } from './http/route.ts';
import { follow } from './jobs/follow.ts';
import type { Campaigns } from './lists/campaigns.ts';
import { companyReferences, sheetsOfCompanies, uploadLists } from './list-sheets.ts';
import { Companies } from './lists/companies.ts';
import type { OpenFiles } from './open-files.ts';
import type { Settings } from './settings/settings.ts';
import { mediaTypes } from './spreadsheet/result-file.ts';
import { writeTemplate } from './spreadsheet/template.ts';
import { readOutcomes } from './store/batch-outcomes.ts';
import { batchReader } from './store/batch-reader.ts';
import { findBatch } from './store/batch-reports.ts';
import type { PostgresBatchStore } from './store/batch-store.ts';
import { companyStore } from './store/companies.ts';
import { customerSearch } from './store/customer-search.ts';
import { customerReader } from './store/customers.ts';
import type { Database, Tx } from './store/database.ts';
import { fileBatches } from './store/file-batches.ts';
import { spoolPreviews } from './store/spool-previews.ts';
import { postgresSpool } from './store/spool/spool.ts';
import { uploadChanges } from './store/upload-changes.ts';
import { uploadChecks } from './store/upload-checks.ts';
import { uploadDesk } from './store/upload-desk.ts';
import { type FileOutcome, listFileOutcomes } from './uploads/results/list-outcomes.ts';
import { listRows } from './uploads/rows/list-rows.ts';
import { Uploads } from './uploads/uploads.ts';

interface Parts {
  readonly settings: Settings;
  readonly database: Database;
  /** This process's row in `processes`. */
  readonly owner: number;
  readonly access: Access<Tx>;
  readonly engine: Engine;
  readonly batches: PostgresBatchStore;
  readonly campaigns: Campaigns<Tx>;
  readonly stored: OpenFiles;
  readonly files: BackgroundFiles;
}

/** An upload that is not applied is kept for a day. */
const uploadKeptMs = 24 * 60 * 60 * 1_000;

/** Our own API, and the company door; they share the desk where files are taken in. */
export function fileDoors(parts: Parts): Door<Tx>[] {
  const { settings, database, access, campaigns, stored, files } = parts;
  const sheets = sheetsOfCompanies();
  const references = companyReferences(sheets);
  const fields = compileCompanyFields();
  const companies = new Companies({ store: companyStore(database), fields, references });
  const uploads = uploadsOf(parts, references);
  const uploadExpiry = (): Date => new Date(Date.now() + uploadKeptMs);
  const fileUrl: ApiDoorDeps<Tx>['fileUrl'] = (file) => stored.links.urlOf(file);
  const api = apiDoor<Tx>({
    access,
    transact: (work) => database.transact(work),
    batches: { ...batchReader(database), outcomes: outcomesOf(parts, { uploads, sheets, references }) },
    files: stored.reader,
    fileUrl,
    follow,
    uploads,
    campaignList: async (organizationId, id) => (await campaigns.campaignForWriting(organizationId, id)).list,
    companyList: async (organization) => (await companies.forWriting(organization)).list,
    uploadExpiry,
    findIn: findBatch,
    ...uploadReading(parts, { uploads, sheets, references }),
  });
  const company = companyDoor<Tx>({
    companies,
    engine: parts.engine,
    customers: customerReader(database),
    search: customerSearch(database),
    normalize: normalizeCompanyPatch,
    newCustomerId,
    searchable: companyFieldKinds,
    references,
    uploads,
    ends: files.ends,
    resultLinks: async ({ id: organizationId }, publicId) => {
      const batch = await findBatch(database, { organizationId, publicId });
      return (batch?.files ?? []).map((file) => ({ kind: file.kind, name: file.name, url: fileUrl(file) }));
    },
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

interface UploadParts {
  readonly uploads: Uploads<Tx>;
  readonly sheets: ListSheets;
  readonly references: readonly string[];
}

/** What became of a batch's records: of a file's they are found by its rows, as long as those are kept. */
function outcomesOf(
  { settings, database, owner, batches }: Parts,
  { uploads, sheets, references }: UploadParts,
): BatchReader['outcomes'] {
  const lists = uploadLists({ database, settings, company: sheets });
  const spool = postgresSpool({ database });
  const checks = uploadChecks({ database, owner, references });
  const fileBatch = fileBatches({ database, owner, running: batches.running });
  return async (query) => {
    const { organizationId, publicId } = query;
    const upload = await uploads.ofBatch(organizationId, publicId);
    const list = upload && (await lists.find(upload.list));
    if (!upload?.findings || !list || upload.batchId === null || upload.state === 'reading') {
      return readOutcomes(database, query);
    }
    const { findings } = upload;
    const kinds = await checks.readKinds(upload.ref);
    const batch = { id: upload.batchId, publicId, list: upload.list };
    const listed = { upload, findings, kinds, sheets: list.sheets };
    const page = await listFileOutcomes(listed, query, { spool, readOutcomes: () => fileBatch.outcomes(batch) });
    return { entries: page.entries.map(outcomeEntry), next: page.next };
  };
}

function outcomeEntry({ failure, errors, warnings, ...entry }: FileOutcome): OutcomeEntry {
  return {
    ...entry,
    ...failure,
    ...(errors.length > 0 && { errors: errors.map(({ message }) => message) }),
    ...(warnings.length > 0 && { warnings: warnings.map(({ message }) => message) }),
  };
}

/** Looking into uploads, and changing them, before they are applied. */
function uploadReading(
  { settings, database, owner }: Parts,
  { uploads, sheets, references }: UploadParts,
): Pick<ApiDoorDeps<Tx>, 'rowsOf' | 'changeUpload'> {
  const lists = uploadLists({ database, settings, company: sheets });
  const spool = postgresSpool({ database });
  const checks = uploadChecks({ database, owner, references });
  const previews = spoolPreviews(database);
  return {
    async rowsOf(organizationId, publicId, query) {
      const upload = await uploads.get(organizationId, publicId);
      const list = await lists.find(upload.list);
      const { findings } = upload;
      if (!findings || !list || upload.state === 'reading' || upload.state === 'refused') return null;
      const kinds = await checks.readKinds(upload.ref);
      const chunkRecords = findings.compared?.chunkRecords ?? settings.fileChunkRecordsMax;
      return listRows({ upload, findings, kinds, sheets: list.sheets }, query, { spool, previews, chunkRecords });
    },
    changeUpload: async (tx, id, change) => uploads.change(tx, id, { change, changes: uploadChanges, spool }),
  };
}

function uploadsOf({ settings, database, owner, batches, files }: Parts, references: readonly string[]): Uploads<Tx> {
  const { filesDays } = settings;
  return new Uploads<Tx>({
    desk: uploadDesk({ database, references, filesDays }),
    batches: fileBatches({ database, owner, running: batches.running }),
    send: (tx, step) => files.queue.send(tx, step),
    transact: (work) => database.transact(work),
  });
}
