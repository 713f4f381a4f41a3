/** What the sheets of each kind of list hold. Part of `app.ts`, and of the file thread. */
import { randomBytes } from 'node:crypto';
import { newReference } from './access/ids.ts';
import { campaignSheets } from './fields/campaign/campaign-sheets.ts';
import { companySheets } from './fields/company/company-sheets.ts';
import type { ListSheets } from './fields/sheet-fields.ts';
import type { Settings } from './settings/settings.ts';
import type { Database } from './store/database.ts';
import { findStoredList, type StoredList } from './store/upload-lists.ts';
import type { UploadLists } from './uploads/upload-lists.ts';

/** A company's sheets, the same for all of them. */
export function sheetsOfCompanies(): ListSheets {
  return companySheets({ newContactId: () => `kcp_${newReference(randomBytes)}` });
}

/** Fields by which a company's customers are found besides their keys. */
export function companyReferences({ references }: ListSheets): string[] {
  return references.map(({ field }) => field);
}

interface Options {
  readonly database: Database;
  readonly settings: Settings;
  readonly company: ListSheets;
}

/** The lists that a file may be for. */
export function uploadLists({ database, settings, company }: Options): UploadLists {
  const sheetsOf = (list: StoredList): ListSheets =>
    list.kind === 'company' ? company : campaignSheets({ ...list, limits: settings });
  return {
    async find(list) {
      const found = await findStoredList(database, list);
      if (!found) return null;
      const { publicId, kind, maxAffected } = found;
      return { list, publicId, kind, maxAffected, sheets: sheetsOf(found) };
    },
  };
}
