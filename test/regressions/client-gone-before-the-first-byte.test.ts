import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { test } from 'node:test';
import type { PublicRoute } from '../../src/http/route.ts';
import { openServer } from '../http/open-server.ts';
import { until } from '../http/raw-http.ts';
import { startTestService } from '../service.ts';
import { loan } from '../tenant.ts';

/** Node destroys a stream that nobody has read without beginning the generator behind it, whose `finally` never runs. */
test('a file whose client went away before its first piece was made is let go of', async () => {
  const made = Promise.withResolvers<undefined>();
  let begun = false;
  let ended = false;
  async function* content(): AsyncGenerator<Uint8Array> {
    try {
      begun = true;
      await made.promise;
      yield Buffer.from('abc');
      yield Buffer.from('def');
    } finally {
      ended = true;
    }
  }
  const download: PublicRoute = {
    access: 'public',
    method: 'GET',
    path: '/download',
    operationId: 'download',
    summary: 'Downloads',
    tag: 'Things',
    answers: {},
    run: {
      kind: 'download',
      handle: async () => ({
        status: 200,
        file: { name: 'a.csv', mediaType: 'text/csv', bytes: 6, content: content() },
      }),
    },
  };
  await using server = await openServer({ routes: [download] });
  const socket = connect(server.port, '127.0.0.1');
  socket.write('GET /download HTTP/1.1\r\nhost: x\r\n\r\n');
  await until('it is begun', () => begun);
  socket.destroy();
  await until('the request has ended', () => server.log.some(({ status }) => status === 499));
  made.resolve(undefined);
  await until('the file is let go', () => ended);
  assert.ok(!server.log.some(({ msg }) => msg === 'a file broke off while it was sent'));
});

test('sheets whose clients went away keep no transaction, refuse nobody, and let the service stop', async () => {
  await using service = await startTestService({ settings: { lockWaitMs: 30_000 } });
  const tenants = [await service.tenant(), await service.tenant()];
  const third = await service.tenant();
  const listOfThird = await third.campaign();
  const lists = await Promise.all(tenants.map(async (own) => own.campaign([loan('a')])));
  const sheetOf = (place: number) => `GET /api/v1/lists/${lists[place] ?? ''}/template?data=true`;
  const waiting = async () => {
    const { rows } = await service.database.query<{ count: number }>(
      `select count(*) as count from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
         and query like '%jsonb_object_keys%'`,
    );
    return rows[0]?.count ?? 0;
  };
  await service.database.transact(async (tx) => {
    await tx.query('lock table customers in access exclusive mode');
    const sockets = tenants.map((own, place) => {
      const socket = connect(Number(new URL(service.url).port), '127.0.0.1');
      const [, path = ''] = sheetOf(place).split(' ');
      socket.write(`GET ${path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${own.token}\r\n\r\n`);
      return socket;
    });
    await until('both wait', async () => (await waiting()) === 2);
    const refused = await tenants[0]?.call(sheetOf(0));
    assert.deepEqual([refused?.status, refused?.headers.get('retry-after')], [503, '5']);
    assert.match(String(refused?.body['message']), /of this organization is being sent already/);
    const busy = await third.call(`GET /api/v1/lists/${listOfThird}/template?data=true`);
    assert.deepEqual([busy.status, String(busy.body['message']).startsWith('2 sheets')], [503, true]);
    for (const socket of sockets) {
      socket.destroy();
      await once(socket, 'close');
    }
    // When it is answered, the service has heard of what came before it.
    await service.anybody.call('GET /healthz');
  });
  const deadline = performance.now() + 20_000;
  for (const [place, own] of tenants.entries()) {
    for (;;) {
      const { status } = await own.call(sheetOf(place));
      if (status === 200) break;
      assert.ok(status === 503 && performance.now() < deadline, `${status}`);
    }
  }
  const { rows } = await service.database.query(
    `select 1 from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'`,
  );
  assert.equal(rows.length, 0);
});
