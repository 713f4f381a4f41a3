import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { after, before, beforeEach, describe, test } from 'node:test';
import { Client } from 'pg';
import { startTestService, type TestService } from '../../service.ts';
import type { Fields, Tenant } from '../../tenant.ts';
import { type BatchBody, type RowBody, type Steps, uploadSteps } from '../upload-steps.ts';

let service: TestService;
let lender: Tenant;
let steps: Steps;
/** Of the company's customers Asha and Ben. */
let keys: readonly string[];
before(async () => {
  service = await startTestService({
    settings: { fileChunkRecordsMax: 2, customerBytesMax: 300, lockWaitMs: 60_000 },
  });
});
after(() => service[Symbol.asyncDispose]());

interface RowsBody {
  readonly data: RowBody[];
  readonly stale: boolean;
}

/** Holds a table as long as `work` takes; what it needs of it waits until then. */
async function holding<T>(lock: `${string} in access exclusive mode`, work: (held: Held) => Promise<T>): Promise<T> {
  const connection = new Client({ connectionString: service.connectionString });
  await connection.connect();
  try {
    await connection.query('begin');
    await connection.query(`lock table ${lock}`);
    const [table = ''] = lock.split(' ');
    return await work({
      connection,
      untilWaited: async () => {
        const deadline = performance.now() + 30_000;
        for (;;) {
          const { rows } = await connection.query(
            'select 1 from pg_locks where relation = $1::regclass and not granted',
            [table],
          );
          if (rows.length > 0) return;
          assert.ok(performance.now() < deadline, `nobody waits for ${table}`);
          await delay(10);
        }
      },
      release: async () => {
        await connection.query('commit');
      },
    });
  } finally {
    await connection.end();
  }
}

interface Held {
  readonly connection: Client;
  /** Comes back when somebody waits for the table. */
  readonly untilWaited: () => Promise<void>;
  readonly release: () => Promise<void>;
}

/** What the end of a check does: what it found lies in another generation, and the one before is gone. */
async function endCheck(connection: Client, publicId: string): Promise<void> {
  const { rows } = await connection.query<{ id: number; generation: number; revision: number }>(
    'select id, generation, revision from uploads where public_id = $1',
    [publicId],
  );
  const [upload] = rows;
  assert.ok(upload);
  const columns = {
    spool_notes: 'contacts, first_index, notes',
    spool_records: 'run, place, first_key, last_key, count, records',
    spool_previews: 'chunk, outcomes, versions',
    spool_changes: 'chunk, first_key, changes',
  };
  const next = upload.revision + 2;
  for (const [table, own] of Object.entries(columns)) {
    await connection.query(
      `insert into ${table} (organization_id, upload_id, generation, ${own})
       select organization_id, upload_id, $3, ${own} from ${table} where upload_id = $1 and generation = $2`,
      [upload.id, upload.generation, next],
    );
    await connection.query(`delete from ${table} where upload_id = $1 and generation < $2`, [upload.id, next]);
  }
  await connection.query('update uploads set generation = $2, revision = $2 where id = $1', [upload.id, next]);
}

describe('an upload that is looked at while it changes', () => {
  const change = (id: string, body: unknown) => lender.call<{ data: Fields }>(`PATCH /api/v1/uploads/${id}`, body);
  const page = (id: string) => lender.call<RowsBody>(`GET /api/v1/uploads/${id}/rows?offset=0`);
  const shown = ({ data }: RowsBody) =>
    data.map(({ row, key, outcome, cells, errors, warnings, changes }) => ({
      row,
      key,
      outcome,
      name: cells[1],
      known: errors.length + warnings.length + Object.keys(changes).length > 0,
    }));
  /** One row for each customer; the second fails, as he would grow too large. */
  const received = async (name = 'Asha Rao') => {
    const table = [
      ['customerId', 'legalName', 'pinCode'],
      [keys[0] ?? '', name, ''],
      [keys[1] ?? '', 'y'.repeat(250), ''],
    ];
    return (await steps.upload(table, { company: lender.code })).id;
  };
  const askPreview = async (id: string): Promise<string> => {
    const { status, body, text } = await lender.call<{ data: BatchBody }>(`POST /api/v1/uploads/${id}/apply`, {
      dryRun: true,
    });
    assert.equal(status, 202, text);
    return body.data.id;
  };
  beforeEach(async () => {
    lender = await service.tenant();
    steps = uploadSteps(lender);
    const added = [
      ['legalName', 'uniqueRefNo', 'accountNumber', 'pinCode'],
      ['Asha', 'R1', 'ACC000000001', '560001'],
      ['Ben', 'R2', 'ACC000000002', '560002'],
    ];
    const { id } = await steps.upload(added, { company: lender.code, operation: 'add' });
    keys = (await steps.rows(id)).map(({ key }) => key ?? '');
    await steps.apply(id);
  });

  test('a preview that was written meanwhile fails, and its files go: they may hold some of both', async () => {
    const id = await received();
    const preview = await holding('spool_previews in access exclusive mode', async ({ untilWaited, release }) => {
      const asked = await askPreview(id);
      await untilWaited();
      assert.equal((await change(id, { exclude: [2] })).status, 200);
      await release();
      return steps.ended(asked);
    });
    assert.equal(preview.state, 'failed');
    assert.match(JSON.stringify(preview), /was changed before its preview was made; ask for another one/);
    const { rows } = await service.database.query(
      `select 1 from files f join batches b on b.organization_id = f.organization_id and b.id = f.batch_id
       where b.public_id = $1 and f.expires_at > now()`,
      [preview.id],
    );
    assert.deepEqual(rows, []);
    assert.equal((await steps.ended(await askPreview(id))).state, 'completed');
  });

  for (const [what, table] of [
    ['outcomes', 'spool_previews'],
    ['changes', 'spool_changes'],
  ] as const) {
    test(`the ${what} of a preview whose upload is changed just then are refused, never cut short`, async () => {
      const id = await received();
      const preview = await steps.ended(await askPreview(id));
      const path = `GET /api/v1/batches/${preview.id}/${what}` as const;
      assert.equal((await lender.call(path)).status, 200);
      const { status, text } = await holding(
        `${table} in access exclusive mode`,
        async ({ connection, untilWaited, release }) => {
          const answer = lender.call(path);
          await untilWaited();
          await endCheck(connection, id);
          await release();
          return answer;
        },
      );
      assert.deepEqual([status, /was changed after this preview was made/.test(text)], [409, true], text);
    });
  }

  test('a page whose check comes to its end just then is begun anew', async () => {
    const id = await received();
    const first = (await page(id)).body;
    assert.deepEqual(
      first.data.map(({ outcome }) => outcome),
      ['updated', 'failed'],
    );
    const answer = await holding(
      'spool_previews in access exclusive mode',
      async ({ connection, untilWaited, release }) => {
        const asked = page(id);
        await untilWaited();
        await endCheck(connection, id);
        await release();
        return asked;
      },
    );
    assert.equal(answer.status, 200, answer.text);
    assert.deepEqual(answer.body.data, first.data);
  });

  test('of a row that was changed since the check nothing is said', async () => {
    const id = await received();
    await holding('customers in access exclusive mode', async ({ untilWaited, release }) => {
      assert.equal((await change(id, { emptyCells: 'clear' })).status, 202);
      await untilWaited();
      const old = (await page(id)).body;
      assert.deepEqual(
        [old.stale, ...shown(old).map(({ outcome, known }) => [outcome, known])],
        [true, ['updated', true], ['failed', true]],
      );
      const cells = [{ row: 2, column: 'legalName', value: 'Asha' }];
      assert.equal((await change(id, { cells, exclude: [3] })).status, 202);
      const stale = (await page(id)).body;
      assert.equal(stale.stale, true);
      assert.deepEqual(
        shown(stale).map(({ row, key, outcome, known }) => [row, key, outcome, known]),
        [
          [2, null, 'valid', false],
          [3, null, 'excluded', false],
        ],
      );
      assert.equal(shown(stale)[0]?.name, 'Asha');
      await release();
    });
    await steps.settled(id);
    const { body } = await page(id);
    assert.equal(body.stale, false);
    assert.deepEqual(
      shown(body).map(({ name, outcome, known }) => [name, outcome, known]),
      [
        ['Asha', 'updated', true],
        ['y'.repeat(250), 'excluded', false],
      ],
    );
  });

  test('after a mapping that was refused there are no rows until another one was checked', async () => {
    const id = await received();
    await change(id, { mapping: { customerId: 'legalName', legalName: 'legalName' } });
    assert.equal((await steps.settled(id)).state, 'refused');
    await holding('customers in access exclusive mode', async ({ untilWaited, release }) => {
      assert.equal((await change(id, { mapping: null })).status, 202);
      await untilWaited();
      const { status, text } = await page(id);
      assert.equal(status, 409, text);
      await release();
    });
    assert.equal((await steps.settled(id)).state, 'ready');
    assert.equal((await page(id)).status, 200);
  });
});
