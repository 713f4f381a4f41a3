import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { CustomerSearchQuery } from '../../src/lists/customer-search.ts';
import { customerSearch } from '../../src/store/customer-search.ts';
import { createTestDatabase, postgres15, type TestDatabase } from '../postgres.ts';
import { goTheWayOfFiles } from './file-way.ts';
import { RecordingDatabase, type RecordedStatement } from './recorded-statements.ts';
import { planOf, scans } from './statement-plan.ts';

/** Tables that grow with customers, batches and files, and what must lead to their rows. */
const large = new Map([
  ['customers', ['organization_id', 'list_id', 'key']],
  ['customer_references', ['organization_id', 'list_id', 'field', 'value']],
  ['chunks', ['organization_id', 'batch_id']],
  ['change_packs', ['organization_id', 'id']],
  ['batches', ['organization_id', 'id|public_id']],
  ['uploads', ['organization_id', 'id|public_id|batch_id']],
  ['spool_cells', ['organization_id', 'upload_id']],
  ['spool_notes', ['organization_id', 'upload_id']],
  ['spool_records', ['organization_id', 'upload_id']],
  ['spool_previews', ['organization_id', 'upload_id']],
  ['spool_changes', ['organization_id', 'upload_id']],
  ['files', ['organization_id', 'id|public_id|batch_id']],
]);
/** What is unfinished is little, and what has expired is read in steps. */
const smallIndexes = new Set(['batches_unfinished', 'uploads_reading', 'uploads_expiry', 'files_expiry']);
const { server, missing } = postgres15();

plans('the statements of a file', {});
plans('the statements of a file, on PostgreSQL 15', { server: server ?? '', skip: missing ?? false });

function plans(name: string, { server: on = '', skip = false }: { server?: string; skip?: string | false }): void {
  describe(name, { skip }, () => {
    let empty: TestDatabase;
    let database: RecordingDatabase;
    let statements: readonly RecordedStatement[];
    before(async () => {
      empty = await createTestDatabase(on === '' ? {} : { server: on });
      const { connectionString } = empty;
      database = new RecordingDatabase({
        connectionString,
        poolSize: 4,
        lockWaitMs: 500,
        onIdleError: () => undefined,
      });
      statements = await statementsOfFiles(database);
      // None of them is prepared, so each is planned anew for the tables as they are (those that are: `plans.test.ts`).
      await fill(database);
    });
    after(async () => {
      await database[Symbol.asyncDispose]();
      await empty[Symbol.asyncDispose]();
    });

    test('read their own rows alone', async () => {
      assert.deepEqual(await badPlans(statements), []);
    });

    test('are looked at by a test that sees a scan where there is one', async () => {
      const by = async (table: string, where: string) =>
        badPlans([{ text: `select 1 from ${table} where ${where}`, values: [] }]);
      assert.notDeepEqual(await by('uploads', 'organization_id = 1'), []);
      assert.notDeepEqual(await by('spool_cells', 'organization_id = 1 and last_row = 7'), []);
      assert.notDeepEqual(await by('customer_references', `organization_id = 1 and list_id = 1 and key = 'a'`), []);
      assert.deepEqual(await by('uploads', `organization_id = 1 and public_id = 'a'`), []);
    });

    test('a search by a key or a reference reads no list; any other does, and is given a limit of time', async () => {
      const search = async (query: Partial<CustomerSearchQuery>): Promise<readonly RecordedStatement[]> => {
        database.statements.length = 0;
        await customerSearch(database).search({ ...anything, ...query });
        return [...database.statements];
      };
      const reading = async (query: Partial<CustomerSearchQuery>) => {
        const asked = await search(query);
        assert.match(asked[0]?.text ?? '', /^set local statement_timeout = \d+$/);
        return badPlans(asked.filter(({ text }) => / customers /.test(text)));
      };
      assert.deepEqual(await reading({ key: 'KC00000000000001' }), []);
      assert.deepEqual(await reading({ references: [['uniqueRefNo', 'R1']] }), []);
      assert.notDeepEqual(await reading({ fields: [['legalName', 'Asha']] }), []);
    });

    async function badPlans(asked: readonly RecordedStatement[]): Promise<string[]> {
      const bad: string[] = [];
      for (const statement of asked) {
        const plan = await database.transact((tx) => planOf(tx, statement));
        bad.push(...scans(plan, large, smallIndexes).map((scan) => `${scan}: ${statement.text}`));
      }
      return bad;
    }
  });
}

const anything: CustomerSearchQuery = {
  organizationId: 1,
  listId: 1,
  key: null,
  references: [],
  fields: [],
  absent: [],
  orderBy: 'customerId',
  direction: 'asc',
  limit: 10,
  offset: 0,
};

/** Every statement that a file's whole way asks of the large tables, each once. */
async function statementsOfFiles(database: RecordingDatabase): Promise<RecordedStatement[]> {
  await goTheWayOfFiles(database);
  const known = [...large.keys()].join('|');
  const own = database.statements.filter(({ text }) => new RegExp(`\\b(${known})\\b`).test(text));
  const distinct = [...new Map(own.map((statement) => [statement.text, statement])).values()];
  assert.ok(distinct.length > 60, `${distinct.length} different statements`);
  return distinct;
}

/** Rows of many others, and fresh statistics. */
async function fill(database: RecordingDatabase): Promise<void> {
  const many = 'generate_series(1, 20000) i';
  for (const [columns, values] of [
    ['customers (organization_id, list_id, key, data)', `1 + i % 3, 1 + i % 2, 'KC' || i, '{}'`],
    [
      'customer_references (organization_id, list_id, field, value, key)',
      `1 + i % 3, 1, 'accountNumber', 'A' || i, 'KC' || i`,
    ],
    [
      'chunks (organization_id, batch_id, chunk, updated, unchanged, failed, retried, outcomes)',
      `1 + i % 3, 1000 + i, 0, 0, 0, 0, 0, ''`,
    ],
    ['change_packs (organization_id, id, list_id, changes)', `1 + i % 3, i, 1, ''`],
    [
      `batches (organization_id, public_id, list_id, source, operation, state, atomic, total, valid, invalid, chunks,
         chunk_records, keys, upload_id, finished_at)`,
      `1 + i % 3, 'batch_' || i, 1, 'upload', 'update', 'completed', false, 1, 1, 0, 1, 1, '', i, now()`,
    ],
    [
      'uploads (organization_id, public_id, list_id, operation, state, one_step, files, options, batch_id, expires_at)',
      `1 + i % 3, 'upl_' || i, 1, 'update', 'applied', false, '{}', '{}', i, now() + i * interval '1 second'`,
    ],
    [
      'spool_cells (organization_id, upload_id, contacts, first_index, last_row, cells)',
      `1 + i % 3, i / 10, false, i, i, ''`,
    ],
    ['spool_notes (organization_id, upload_id, contacts, first_index, notes)', `1 + i % 3, i / 10, false, i, ''`],
    [
      'spool_records (organization_id, upload_id, run, place, first_key, last_key, count, records)',
      `1 + i % 3, i / 10, 0, i, '', '', 1, ''`,
    ],
    ['spool_previews (organization_id, upload_id, chunk, outcomes, versions)', `1 + i % 3, i / 10, i, '', ''`],
    [
      'spool_changes (organization_id, upload_id, generation, chunk, first_key, changes)',
      `1 + i % 3, i / 10, 0, i, '', ''`,
    ],
    [
      'files (organization_id, public_id, batch_id, kind, name, media_type, stored_as, bytes, expires_at)',
      `1 + i % 3, 'file_' || i, i, 'failed', '', '', '', 0, now() + i * interval '1 second'`,
    ],
  ]) {
    await database.query(`insert into ${columns} select ${values} from ${many}`);
  }
  await database.query('vacuum analyze');
}
