/** Sheets of lists: to fill in, or with the customers that are there. Part of `app.ts`. */
import { RequestError } from './errors/request-error.ts';
import { companyContactsField } from './fields/company/company-sheets.ts';
import { type ListSnapshot, listTemplate, type SheetOf } from './lists/list-template.ts';
import { sheetLimits } from './spreadsheet/limits.ts';
import { writeTemplate } from './spreadsheet/template.ts';
import { customerReader } from './store/customers.ts';
import type { Database } from './store/database.ts';
import { surveyList } from './store/list-survey.ts';
import { openSnapshot } from './store/snapshot.ts';

/** Each holds a connection while it is sent, and what is deleted meanwhile is not cleared away. */
const snapshotsMax = 2;
/** Longer than a client may take nothing (`sendIdleMs`): then he is let go of, and this with him. */
const snapshotIdleMs = 300_000;

/** Writes sheets of lists, two with customers at a time. */
export function listTemplates(database: Database): (sheet: SheetOf) => AsyncIterable<Uint8Array> {
  let open = 0;
  const ports = {
    write: writeTemplate,
    limits: sheetLimits,
    async openSnapshot(): Promise<ListSnapshot> {
      if (open === snapshotsMax) throw new RequestError('unavailable', tooMany, { retryAfterSeconds });
      open += 1;
      try {
        return await snapshotOf(database, () => void (open -= 1));
      } catch (error) {
        open -= 1;
        throw error;
      }
    },
  };
  return (sheet) => listTemplate(sheet, ports);
}

const retryAfterSeconds = 5;
const tooMany = `${snapshotsMax} sheets with customers are being sent already; try again in a moment.`;

async function snapshotOf(database: Database, onClosed: () => void): Promise<ListSnapshot> {
  const snapshot = await openSnapshot(database, { idleMs: snapshotIdleMs });
  const customers = customerReader(snapshot.reader);
  return {
    page: (query) => customers.page(query),
    survey: (list, { contacts }) =>
      surveyList(snapshot.reader, list, { contactsField: contacts === null ? null : companyContactsField }),
    async [Symbol.asyncDispose]() {
      onClosed();
      await snapshot[Symbol.asyncDispose]();
    },
  };
}
