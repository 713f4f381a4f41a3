import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { test } from 'node:test';
import { Client } from 'pg';
import { type Service, startService } from '../../src/service.ts';
import { readSettings } from '../../src/settings/settings.ts';
import { createTestDatabase } from '../postgres.ts';
import { takeBack0005 } from '../store/before-0005.ts';
import { temporaryDirectory } from '../temporary-directory.ts';
import { client, tenantMaker } from '../tenant.ts';
import { type BatchBody, type RowBody, type Table, type UploadBody, uploadSteps } from './upload-steps.ts';

const header = ['customerId', 'uniqueRefNo', 'legalName', 'pinCode'];

test('uploads of the version before the console go on in every state', async () => {
  await using database = await createTestDatabase();
  await using files = await temporaryDirectory();
  const errors: unknown[] = [];
  let secret = '';
  const start = (): Promise<Service> =>
    startService({
      settings: {
        ...readSettings({}),
        port: 0,
        requestsPerSecondMax: 1_000_000,
        lockWaitMs: 60_000,
        fileChunkRecordsMax: 2,
        files: files.path,
        databaseUrl: database.connectionString,
      },
      log: { info: () => undefined, warn: () => undefined, error: (details) => errors.push(details) },
      show: (text) => {
        secret ||= /amd_\w+/.exec(text)?.[0] ?? '';
      },
    });
  const before = await start();
  const lender = await tenantMaker(client(before.url, secret), before.url)();
  const old = uploadSteps(lender);
  const company = { company: lender.code };
  const added: Table = [
    ['legalName', 'uniqueRefNo', 'accountNumber', 'pinCode'],
    ...Array.from({ length: 60 }, (_, n) => [`C${n}`, `R${n}`, `ACC${String(n).padStart(9, '0')}`, '560001']),
  ];
  const first = await old.upload(added, { ...company, operation: 'add' });
  const keys = (await old.rows(first.id, '?limit=100')).map(({ key }) => key ?? '');
  const applied = await old.apply(first.id);
  const table: Table = [
    header,
    [keys[0] ?? '', '', 'Asha Rao', '560009'],
    ['', 'R1', 'C1', ''],
    ['', 'R2', 'Cy', ''],
    [keys[0] ?? '', '', 'x', '56'],
    ['KC99999999999999', '', 'Nobody', ''],
    [keys[0] ?? '', '', 'Again', ''],
  ];
  const ready = await old.upload(table, company);
  const rows = await old.rows(ready.id);
  const previewed = await old.upload(table, company);
  const preview = await old.apply(previewed.id, { dryRun: true });
  const read = async <Body>(who: typeof lender, path: string) =>
    (await who.call<{ data: Body }>(`GET /api/v1/${path}`)).body.data;
  const changes = await read(lender, `batches/${preview.id}/changes`);
  const outcomes = await old.outcomes(preview.id);
  const reading = await old.upload(table, company);
  const refused = await old.upload(table, company);
  await lender.call(`PATCH /api/v1/uploads/${refused.id}`, {
    mapping: { customerId: 'legalName', legalName: 'legalName' },
  });
  assert.equal((await old.settled(refused.id)).state, 'refused');
  const large = await old.upload([header, ...keys.map((key) => [key, '', 'large', ''])], company);

  await using connecting = await connect(database.connectionString);
  const { connection } = connecting;
  await connection.query('begin; lock table customers in access exclusive mode');
  const running = (await lender.call<{ data: BatchBody }>(`POST /api/v1/uploads/${large.id}/apply`, {})).body.data.id;
  // Left half checked.
  assert.equal((await lender.call(`PATCH /api/v1/uploads/${reading.id}`, { emptyCells: 'ignore' })).status, 202);
  await until(async () => {
    const held = await connection.query(
      `select 1 from pg_locks where relation = 'customers'::regclass and not granted`,
    );
    return held.rows.length > 1;
  });
  const closed = before[Symbol.asyncDispose]();
  await connection.query('commit');
  await closed;
  const left = await connection.query<{ state: string }>('select state from batches where public_id = $1', [running]);
  assert.notEqual(left.rows[0]?.state, 'completed');
  await takeBack0005(connection);

  await using after = await start();
  const now = { ...lender, ...client(after.url, lender.token) };
  const steps = uploadSteps(now);
  assert.deepEqual(await steps.rows(ready.id), rows);
  assert.deepEqual(await read(now, `batches/${preview.id}/changes`), changes);
  assert.deepEqual(await steps.outcomes(preview.id), outcomes);
  assert.equal((await steps.outcomes(applied.id, '?limit=100')).length, 60);
  const cells = [{ row: 5, column: 'pinCode', value: '560077' }];
  const changed = await now.call<{ data: { upload: UploadBody; rows: RowBody[] } }>(
    `PATCH /api/v1/uploads/${ready.id}`,
    {
      cells,
      exclude: [3],
    },
  );
  assert.equal(changed.status, 200, changed.text);
  assert.deepEqual(
    changed.body.data.rows.map(({ row, outcome }) => [row, outcome]),
    [
      [2, 'updated'],
      [3, 'excluded'],
      [5, 'updated'],
      [7, 'updated'],
    ],
  );
  assert.partialDeepStrictEqual(await steps.settled(reading.id), { state: 'ready', counts: ready.counts });
  // What it changes depends on how far the large one was by then.
  const found = (all: readonly RowBody[]) =>
    all.map(({ row, key, errors, warnings }) => ({ row, key, errors, warnings }));
  assert.deepEqual(found(await steps.rows(reading.id)), found(rows));
  assert.equal((await steps.change(refused.id, { mapping: null })).state, 'ready');
  assert.partialDeepStrictEqual(await steps.ended(running), { state: 'completed', counts: { updated: 60 } });
  const apply = await now.call<{ data: BatchBody }>(`POST /api/v1/batches/${preview.id}/apply`);
  assert.equal(apply.status, 202, apply.text);
  const pinned = await steps.ended(apply.body.data.id);
  // Its customers were changed by the large one since.
  assert.deepEqual([pinned.state, pinned.counts['total'], pinned.counts['pending']], ['completed', 6, 0]);
  assert.equal((await steps.apply(ready.id)).state, 'completed');
  assert.deepEqual(errors, []);
});

async function connect(connectionString: string): Promise<AsyncDisposable & { readonly connection: Client }> {
  const connection = new Client({ connectionString });
  await connection.connect();
  return { connection, [Symbol.asyncDispose]: () => connection.end() };
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 30_000;
  while (!(await isSo())) {
    assert.ok(performance.now() < deadline, 'not in time');
    await delay(10);
  }
}
