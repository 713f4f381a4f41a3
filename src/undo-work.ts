/** What undoing needs in the file thread. Part of `file-work.ts`. */
import { compileCompanyFields } from './fields/company/compile-company-fields.ts';
import { compileCampaignFields } from './fields/compile-campaign-fields.ts';
import type { Settings } from './settings/settings.ts';
import type { Database } from './store/database.ts';
import { findStoredList } from './store/upload-lists.ts';
import type { UndoLists } from './undo/ports.ts';

interface Options {
  readonly database: Database;
  readonly settings: Settings;
  /** Fields by which a company's customers are found besides their keys. */
  readonly references: readonly string[];
}

/** The lists of batches that are undone, with their fields as they are by now. */
export function undoLists({ database, settings, references }: Options): UndoLists {
  const company = compileCompanyFields();
  return {
    async find(list) {
      const found = await findStoredList(database, list);
      if (!found) return null;
      if (found.kind === 'company') return { list: { ...list, references }, fields: company };
      return { list, fields: compileCampaignFields({ ...found, limits: settings }) };
    },
  };
}
