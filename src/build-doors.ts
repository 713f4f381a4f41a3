/** The doors, each with what it needs of the rooms behind it. Part of `app.ts`. */
import { newCustomerId } from './lists/customer-id.ts';
import type { Access } from './access/access.ts';
import type { BackgroundFiles } from './background-files.ts';
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
import { Companies } from './lists/companies.ts';
import type { OpenFiles } from './open-files.ts';
import type { Settings } from './settings/settings.ts';
import { mediaTypes } from './spreadsheet/result-file.ts';
import { writeTemplate } from './spreadsheet/template.ts';
import { batchReader } from './store/batch-reader.ts';
import { findBatch } from './store/batch-reports.ts';
import type { PostgresBatchStore } from './store/batch-store.ts';
import { companyStore } from './store/companies.ts';
import { customerSearch } from './store/customer-search.ts';
import { customerReader } from './store/customers.ts';
import type { Database, Tx } from './store/database.ts';

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
  const built = buildUploads({ ...parts, send: (tx, step) => files.queue.send(tx, step) });
  const { uploads, sheets, references, outcomes, rowsOf, changeUpload } = built;
  const companies = new Companies({ store: companyStore(database), fields: compileCompanyFields(), references });
  const uploadExpiry = (): Date => new Date(Date.now() + uploadKeptMs);
  const fileUrl: ApiDoorDeps<Tx>['fileUrl'] = (file) => stored.links.urlOf(file);
  const api = apiDoor<Tx>({
    access,
    transact: (work) => database.transact(work),
    batches: { ...batchReader(database), outcomes },
    files: stored.reader,
    fileUrl,
    follow,
    uploads,
    campaignList: async (organizationId, id) => (await campaigns.campaignForWriting(organizationId, id)).list,
    companyList: async (organization) => (await companies.forWriting(organization)).list,
    uploadExpiry,
    findIn: findBatch,
    rowsOf,
    changeUpload,
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
