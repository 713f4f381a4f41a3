/** Sheets of lists: to fill in, or with the customers that are there. Part of `app.ts`. */
import { RequestError } from './errors/request-error.ts';
import { companyContactsField } from './fields/company/company-sheets.ts';
import { type ListSnapshot, listTemplate, type SheetOf, type TemplatePorts } from './lists/list-template.ts';
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
/** Who takes a little now and then is never idle; a million customers are read within a minute. */
const snapshotOpenMsMax = 900_000;
/** More fields than columns, of which many are read as others; each name that is kept costs time. */
const namesMax = 1_000;

/** Writes sheets of lists, two with customers at a time, of one organization one. */
export function listTemplates(database: Database): (sheet: SheetOf) => AsyncIterable<Uint8Array> {
  const open = new Set<number>();
  const ports: TemplatePorts = {
    write: writeTemplate,
    limits: { ...sheetLimits, namesMax },
    async openSnapshot({ organizationId }) {
      if (open.has(organizationId)) throw new RequestError('unavailable', oneAlready, { retryAfterSeconds });
      if (open.size === snapshotsMax) throw new RequestError('unavailable', tooMany, { retryAfterSeconds });
      open.add(organizationId);
      return snapshotOf(database, () => void open.delete(organizationId));
    },
  };
  return (sheet) => listTemplate(sheet, ports);
}

const retryAfterSeconds = 5;
const oneAlready = 'A sheet with customers of this organization is being sent already; try again when it is done.';
const tooMany = `${snapshotsMax} sheets with customers are being sent already; try again in a moment.`;

async function snapshotOf(database: Database, onClosed: () => void): Promise<ListSnapshot> {
  const snapshot = await openSnapshot(database, { idleMs: snapshotIdleMs, openMsMax: snapshotOpenMsMax, onClosed });
  const customers = customerReader(snapshot.reader);
  return {
    page: (query) => customers.page(query),
    survey: (list, { contacts }) =>
      surveyList(snapshot.reader, list, {
        contactsField: contacts === null ? null : companyContactsField,
        namesMax,
      }),
    [Symbol.asyncDispose]: () => snapshot[Symbol.asyncDispose](),
  };
}
