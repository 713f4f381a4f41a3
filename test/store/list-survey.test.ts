import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Database, type Reader } from '../../src/store/database.ts';
import { surveyList } from '../../src/store/list-survey.ts';
import { createTestDatabase, type TestDatabase } from '../postgres.ts';

const list = { organizationId: 1, listId: 2 };

describe("looking through a list's customers", () => {
  let origin: TestDatabase;
  let database: Database;
  before(async () => {
    origin = await createTestDatabase();
    const { connectionString } = origin;
    database = new Database({ connectionString, poolSize: 1, lockWaitMs: 1_000, onIdleError: () => undefined });
    await database.query(
      `insert into customers (organization_id, list_id, key, data)
       select 1, 2, 'L' || i, (select jsonb_object_agg('name_' || i || '_' || j, 1) from generate_series(1, 2) j)
       from generate_series(1, 10001) i`,
    );
  });
  after(async () => {
    await database[Symbol.asyncDispose]();
    await origin[Symbol.asyncDispose]();
  });

  /** How many names the database sent, at each step. */
  async function survey(namesMax: number) {
    const sent: number[] = [];
    const reader: Reader = {
      async query<Row>(text: string, values?: readonly unknown[]) {
        const answer = await database.query<Row>(text, values);
        sent.push(...(answer.rows as { names: string[] }[]).map(({ names }) => names.length));
        return answer;
      },
    };
    return { ...(await surveyList(reader, list, { contactsField: null, namesMax })), sent };
  }

  test('finds all names of their fields', async () => {
    const { customers, names, sent } = await survey(20_002);
    assert.deepEqual([customers, names.length, new Set(names).size, sent.length], [10_001, 20_002, 20_002, 3]);
  });

  test('ends where there are more names than are wanted, which the database does not send', async () => {
    const { names, sent } = await survey(1_000);
    assert.deepEqual([names.length, sent], [1_001, [1_001]]);
  });
});
