/** What the sheets of each kind of list hold. Part of `app.ts`, and of the file thread. */
import { randomBytes } from 'node:crypto';
import { newReference } from './access/ids.ts';
import { campaignSheets } from './fields/campaign/campaign-sheets.ts';
import { companySheets } from './fields/company/company-sheets.ts';
import { describeCampaign } from './fields/described/describe-campaign.ts';
import { describeCompany } from './fields/described/describe-company.ts';
import type { ListSheets } from './fields/sheet-fields.ts';
import type { FieldsOf, ListFields } from './lists/customer-lists.ts';
import type { Settings } from './settings/settings.ts';
import type { Reader } from './store/database.ts';
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

/** What the customers of any list look like: its fields for people, and which of them a column may be. */
export function listFields(settings: Settings, company: ListSheets): ListFields {
  const unique = new Set(company.references.filter((reference) => reference.unique).map(({ field }) => field));
  const ofCompany = describeCompany(unique);
  return {
    describe: ({ type, customFields }) =>
      type === 'company' ? ofCompany : describeCampaign({ type, customFields, ...settings }),
    hasField: (list, name) => sheetsOfList(list, { settings, company }).customers.hasField(name),
  };
}

/** What the sheets of a list hold. */
export function sheetsOfList(
  { type, customFields }: FieldsOf,
  { settings, company }: { readonly settings: Settings; readonly company: ListSheets },
): ListSheets {
  return type === 'company' ? company : campaignSheets({ type, customFields, limits: settings });
}

interface Options {
  readonly database: Reader;
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
