import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Crowd, type Request } from '../../bench/concurrent/crowd.ts';
import { countLost, Ledger } from '../../bench/concurrent/ledger.ts';
import type { Control } from '../../bench/control.ts';
import { keyOf } from '../../bench/customers.ts';
import type { Reply } from '../../bench/http-client.ts';

const customers = 90;
const clients = 8;

test('nothing is lost where the database holds what was answered', async () => {
  const { ledger, rows } = applied();
  assert.equal(await countLost(database(rows), ledger), 0);
});

test('a version that is missing is a lost update', async () => {
  const { ledger, rows } = applied();
  const row = rows.find(({ version }) => version > 1);
  assert.ok(row);
  row.version -= 1;
  assert.equal(await countLost(database(rows), ledger), 1);
});

test("a client's value that another one's update took back is a lost update", async () => {
  const { ledger, rows } = applied();
  const row = rows.find(({ version }) => version > 1);
  assert.ok(row);
  row.seen = row.seen.map(() => 0);
  assert.ok((await countLost(database(rows), ledger)) > 0);
});

test('a record that was answered as failed is not expected', async () => {
  const [request] = new Crowd('camp_1', { customers, records: 4 }).disjoint();
  assert.ok(request);
  const ledger = new Ledger(customers);
  const errors = request.customers.length;
  ledger.enter(request, reply(207, Array.from(request.customers.keys())));
  assert.equal(ledger.failed, errors);
  assert.equal(await countLost(database(untouched()), ledger), 0);
});

test('an answer that is no result is kept as a refusal', () => {
  const [request] = new Crowd('camp_1', { customers, records: 4 }).disjoint();
  assert.ok(request);
  const ledger = new Ledger(customers);
  ledger.enter(request, { ...reply(503, []), body: Buffer.from('busy') });
  assert.deepEqual(ledger.refused, ['503 busy']);
});

interface CustomerRow {
  readonly key: string;
  version: number;
  seen: number[];
}

function untouched(): CustomerRow[] {
  return Array.from({ length: customers }, (_, place) => {
    return { key: keyOf(place + 1), version: 1, seen: Array.from({ length: clients }, () => 0) };
  });
}

/** Two requests of each client, applied in turn. */
function applied(): { ledger: Ledger; rows: CustomerRow[] } {
  const crowd = new Crowd('camp_1', { customers, records: 8 });
  const ledger = new Ledger(customers);
  const rows = untouched();
  for (const request of [...crowd.overlapping(), ...crowd.overlapping()]) {
    apply(rows, request);
    ledger.enter(request, reply(200, []));
  }
  return { ledger, rows };
}

function apply(rows: CustomerRow[], { client, stamp, customers }: Request): void {
  for (const customer of customers) {
    const row = rows[customer - 1];
    assert.ok(row);
    row.version += 1;
    row.seen[client] = stamp;
  }
}

function reply(status: number, failed: readonly number[]): Reply {
  const errors = failed.map((index) => ({ index, error: 'resource_busy_exception' }));
  const results = { failed: failed.length, retried: 0, errors };
  return { status, headers: {}, body: Buffer.from(JSON.stringify({ results })), ms: 1 };
}

function database(rows: readonly CustomerRow[]): Control {
  return {
    query: <Row>() => Promise.resolve([...rows] as Row[]),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
