import { randomBytes } from 'node:crypto';
import type { ListRef } from '../../src/engine/ports.ts';
import { campaignSheets } from '../../src/fields/campaign/campaign-sheets.ts';
import { companySheets } from '../../src/fields/company/company-sheets.ts';
import { customerLookup } from '../../src/store/customer-references.ts';
import { Database } from '../../src/store/database.ts';
import { postgresSpool } from '../../src/store/spool/spool.ts';
import { uploadChecks } from '../../src/store/upload-checks.ts';
import { uploadDesk } from '../../src/store/upload-desk.ts';
import type { CheckStore } from '../../src/uploads/check-ports.ts';
import type { RowNote, Spool, SpooledRow, SpoolRecord, SpoolRef, TableName } from '../../src/uploads/ports.ts';
import { readAndCheck, type ReadAndCheckDeps } from '../../src/uploads/read-and-check.ts';
import type { NewUpload, Upload } from '../../src/uploads/upload.ts';
import type { UploadDesk } from '../../src/uploads/upload-store.ts';
import type { Tx } from '../../src/store/database.ts';
import { createTestDatabase } from '../postgres.ts';
import { type FakeFile, FakeWorkbook } from './fake-workbook.ts';

export interface OpenUploads extends AsyncDisposable {
  readonly database: Database;
  readonly spool: Spool;
  readonly checks: CheckStore;
  readonly desk: UploadDesk<Tx>;
  readonly list: ListRef;
  /** Takes a file in; `campaign` is for a campaign, else it is for a company. */
  receive(file: FakeFile, upload?: Partial<Receiving>): Promise<SpoolRef>;
  check(ref: SpoolRef, how?: Partial<ReadAndCheckDeps> & { signal?: AbortSignal }): Promise<'ready' | 'refused'>;
  /** As `receive` and `check`. */
  take(file: FakeFile, upload?: Partial<Receiving>): Promise<Checked>;
  read(ref: SpoolRef): Promise<Checked>;
  /** What a customer of the company is found by. */
  refer(key: string, references: Readonly<Record<string, string>>): Promise<void>;
}

interface Receiving extends Pick<NewUpload, 'operation' | 'oneStep' | 'options'> {
  readonly contacts: FakeFile;
  readonly campaign: boolean;
}

/** An upload with all that lies in its spool. */
export interface Checked {
  readonly ref: SpoolRef;
  readonly upload: Upload;
  readonly rows: Readonly<Record<TableName, readonly SpooledRow[]>>;
  readonly notes: Readonly<Record<TableName, readonly RowNote[]>>;
  readonly records: readonly SpoolRecord[];
}

const company = companySheets({ newContactId: () => 'kcp_new' });
const campaign = campaignSheets({
  type: 'emi',
  customFields: {},
  limits: { fieldNameCharactersMax: 64, keyCharactersMax: 128 },
});
const references = company.references.map(({ field }) => field);

export const standardOptions: NewUpload['options'] = {
  emptyCells: 'ignore',
  mapping: null,
  sheet: null,
  atomic: false,
  maxAffected: null,
};

/** What reads and checks files, on real tables; the files are made up. */
export async function openUploads(): Promise<OpenUploads> {
  const cloned = await createTestDatabase();
  const { connectionString } = cloned;
  const database = new Database({ connectionString, poolSize: 6, lockWaitMs: 2000, onIdleError: () => undefined });
  const lists = await insertLists(database);
  const files = new Map<string, FakeFile>();
  const spool = postgresSpool({ database });
  const checks = uploadChecks({ database, owner: 1, references });
  const desk = uploadDesk({ database, references, filesDays: 7 });
  let received = 0;
  const deps: ReadAndCheckDeps = {
    store: checks,
    spool,
    customers: customerLookup(database),
    lists: {
      async find(list) {
        const { rows } = await database.query<{ kind: 'company' | 'campaign' }>(
          `select kind from lists where id = $1 and status <> 'deleted'`,
          [list.listId],
        );
        const kind = rows[0]?.kind;
        if (!kind) return null;
        const sheets = kind === 'company' ? company : campaign;
        return { list, publicId: 'CEK0000001', kind, maxAffected: null, sheets };
      },
    },
    files: {
      local: async (name) => (files.has(name) ? { path: name, async [Symbol.asyncDispose]() {} } : null),
      put: notUsed,
      read: notUsed,
      delete: notUsed,
    },
    openSpreadsheet: async ({ path }) => new FakeWorkbook(files.get(path) ?? { csv: [] }),
    compare: async () => undefined,
    random: randomBytes,
    now: () => performance.now(),
  };
  const store = (file: FakeFile) => {
    const storedAs = `uploads/${++received}`;
    files.set(storedAs, file);
    return { storedAs, name: 'june.csv', bytes: 1 };
  };
  const uploads: OpenUploads = {
    database,
    spool,
    checks,
    desk,
    list: lists.company,
    async receive(file, { contacts, campaign: isCampaign = false, ...upload } = {}) {
      const stored = store(file);
      return database.transact((tx) =>
        desk.insert(tx, {
          publicId: `upl_${received}`,
          list: isCampaign ? lists.campaign : lists.company,
          tokenId: null,
          operation: 'update',
          oneStep: false,
          options: standardOptions,
          ...upload,
          file: stored,
          contactsFile: contacts ? store(contacts) : null,
          expiresAt: new Date(Date.now() + 86_400_000),
        }),
      );
    },
    check: async (ref, { signal = new AbortController().signal, ...how } = {}) =>
      readAndCheck(ref, { ...deps, ...how }, signal),
    async take(file, upload) {
      const ref = await uploads.receive(file, upload);
      await uploads.check(ref);
      return uploads.read(ref);
    },
    read: async (ref) => readSpool(ref, { database, desk, spool }),
    async refer(key, held) {
      for (const [field, value] of Object.entries(held)) {
        const { organizationId, listId } = lists.company;
        await database.query('insert into customer_references values ($1, $2, $3, $4, $5)', [
          organizationId,
          listId,
          field,
          value,
          key,
        ]);
      }
    },
    async [Symbol.asyncDispose]() {
      await database[Symbol.asyncDispose]();
      await cloned[Symbol.asyncDispose]();
    },
  };
  return uploads;
}

async function insertLists(database: Database): Promise<{ company: ListRef; campaign: ListRef }> {
  const { rows } = await database.query<{ id: number }>(
    `insert into lists (organization_id, public_id, kind, type, name)
     values (1, 'CEK0000001', 'company', 'company', 'A'), (1, 'camp_1', 'campaign', 'emi', 'B') returning id`,
  );
  const [companyId = 0, campaignId = 0] = rows.map(({ id }) => id);
  return {
    company: { organizationId: 1, listId: companyId, references },
    campaign: { organizationId: 1, listId: campaignId },
  };
}

async function readSpool(
  ref: SpoolRef,
  { database, desk, spool }: Pick<OpenUploads, 'database' | 'desk' | 'spool'>,
): Promise<Checked> {
  const { rows } = await database.query<{ public_id: string }>('select public_id from uploads where id = $1', [
    ref.uploadId,
  ]);
  const upload = await desk.find({ organizationId: ref.organizationId, publicId: rows[0]?.public_id ?? '' });
  if (!upload) throw new Error('the upload is gone');
  const shown = upload.ref;
  const records = await (await spool.records(shown)).read({ from: '', until: null });
  return {
    ref,
    upload,
    rows: { customers: await allRows('customers'), contacts: await allRows('contacts') },
    notes: { customers: await allNotes('customers'), contacts: await allNotes('contacts') },
    records: records.toSorted((a, b) => a.index - b.index),
  };

  async function allRows(table: TableName): Promise<SpooledRow[]> {
    const all: SpooledRow[] = [];
    for await (const block of spool.readCells(ref, table, 0)) all.push(...block);
    return all;
  }
  function allNotes(table: TableName): Promise<readonly RowNote[]> {
    return spool.readNotes(shown, table, { from: 0, until: 1e9 });
  }
}

function notUsed(): never {
  throw new Error('not used');
}

/** `KC` and the text, filled up to a key. */
export function keyOf(text: string): string {
  return `KC${text.padStart(14, '0')}`;
}
