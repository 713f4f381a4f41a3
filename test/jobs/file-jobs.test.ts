import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { file, type FileRoom, Ledger, openFileRoom } from './run-files.ts';

describe('work on files', () => {
  let room: FileRoom;
  before(async () => {
    room = await openFileRoom();
  });
  after(() => room[Symbol.asyncDispose]());

  let lists = 0;
  /** A customer list that no other test uses. */
  const newList = () => (lists += 1);
  const setJob = (uploadId: string, set: string) =>
    room.database.query(`update pgboss.job set ${set} where data ->> 'uploadId' = $1`, [uploadId]);
  async function eventually(holds: () => Promise<boolean>): Promise<void> {
    for (const end = performance.now() + 10_000; !(await holds()); await delay(20)) {
      assert.ok(performance.now() < end, 'it did not come to that');
    }
  }
  const listeners = async (): Promise<number> =>
    (
      await room.database.query(
        `select 1 from pg_stat_activity where query like 'listen%' and datname = current_database()`,
      )
    ).rowCount;
  const ended = (uploadId: string) =>
    eventually(async () => (await room.jobs(uploadId)).every(({ state }) => state === 'completed'));

  test('is there exactly when the transaction is that made it necessary', async () => {
    const work = file('upl_rolled_back');
    const failed = room.database.transact(async (tx) => {
      await room.queue.send(tx, work);
      throw new Error('rolled back');
    });
    await assert.rejects(failed, /rolled back/);
    assert.equal(await room.queue.has(work), false);
    await room.send(file('upl_sent'));
    assert.equal(await room.queue.has(file('upl_sent')), true);
    assert.equal(await room.queue.has({ ...file('upl_sent'), organizationId: 8 }), false);
    await setJob('upl_sent', `state = 'completed'`);
    assert.equal(await room.queue.has(file('upl_sent')), false);
  });

  test('goes list by list in the order in which the files came, with other lists beside', async () => {
    const ledger = new Ledger();
    const [one, other] = [newList(), newList()];
    for (const name of ['a1', 'a2', 'b1']) ledger.hold(name);
    for (const name of ['a1', 'a2', 'a3']) await room.send(file(name, { listId: one }));
    await room.send(file('b1', { listId: other }));
    await using running = new AsyncDisposableStack();
    running.use(await room.start(ledger));
    await ledger.until('begin a1', 'begin b1');
    ledger.release('b1');
    await ledger.until('end b1');
    ledger.release('a1');
    await ledger.until('begin a2');
    ledger.release('a2');
    await ledger.until('end a3');
    assert.deepEqual(
      ledger.lines.filter((line) => line.includes(' a')),
      ['begin a1', 'end a1', 'begin a2', 'end a2', 'begin a3', 'end a3'],
    );
  });

  test('is done by several processes in the same order, never twice', async () => {
    const ledger = new Ledger();
    const listId = newList();
    const names = Array.from({ length: 12 }, (_, i) => `m${i}`);
    await using running = new AsyncDisposableStack();
    for (let processes = 0; processes < 2; processes += 1) running.use(await room.start(ledger));
    for (const name of names) await room.send(file(name, { listId }));
    await ledger.until('end m11');
    assert.deepEqual(
      ledger.lines,
      names.flatMap((name) => [`begin ${name}`, `end ${name}`]),
    );
  });

  test('that someone looks at waits for no file that is applied, and of one file is done once at a time', async () => {
    const ledger = new Ledger();
    for (const name of ['c1', 'c2', 'r1']) ledger.hold(name);
    await using running = new AsyncDisposableStack();
    running.use(await room.start(ledger));
    await room.send(file('c1', { listId: newList() }));
    await room.send(file('c2', { listId: newList() }));
    await ledger.until('begin c1', 'begin c2');
    await room.send(file('r1', { step: 'read' }));
    await room.send(file('r1', { step: 'read' }));
    await room.send(file('r2', { step: 'read' }));
    await ledger.until('begin r1', 'end r2');
    assert.equal(ledger.lines.filter((line) => line === 'begin r1').length, 1);
    for (const name of ['c1', 'c2', 'r1']) ledger.release(name);
    await ended('r1');
    assert.equal(ledger.lines.filter((line) => line === 'begin r1').length, 2);
  });

  test('begins when the transaction is committed, without waiting for a look at the queue', async (t) => {
    const waits: number[] = [];
    for (let i = 0; i < 3; i += 1) {
      const ledger = new Ledger();
      await using running = new AsyncDisposableStack();
      // It looks when it starts, when it begins to listen, and then every two seconds.
      running.use(await room.start(ledger, { processHeartbeatMs: 60_000 }));
      await eventually(async () => (await listeners()) === 1);
      // So that no look that is under way finds it by chance.
      await delay(100);
      await room.send(file(`quick${i}`, { listId: newList() }));
      const sent = performance.now();
      await ledger.until(`begin quick${i}`);
      waits.push(performance.now() - sent);
    }
    t.diagnostic(`${waits.map(Math.round).join(', ')} ms`);
    assert.ok(Math.max(...waits) < 1_000, `${waits.map(Math.round).join(', ')} ms`);
  });

  test('that fails is tried again, and the next file of the list waits for it', async () => {
    const ledger = new Ledger();
    const listId = newList();
    let tries = 0;
    const handler = {
      advance: async (work: ReturnType<typeof file>, signal: AbortSignal) => {
        if (work.uploadId === 'f1' && (tries += 1) < 3) throw new Error('not now');
        await ledger.advance(work, signal);
      },
    };
    await room.send(file('f1', { listId }));
    await room.send(file('f2', { listId }));
    await using running = new AsyncDisposableStack();
    running.use(await room.start(handler));
    await eventually(async () => {
      await setJob('f1', `start_after = now() - interval '1 second'`);
      return tries === 3;
    });
    await ledger.until('end f2');
    assert.deepEqual(ledger.lines, ['begin f1', 'end f1', 'begin f2', 'end f2']);
  });

  test('that fails for good is given up, and does not block its list', async () => {
    const ledger = new Ledger();
    const listId = newList();
    const given: unknown[] = [];
    const broken = new Error('broken');
    await room.send(file('g1', { listId }));
    await room.send(file('g2', { listId }));
    await setJob('g1', 'retry_limit = 0');
    await using running = new AsyncDisposableStack();
    running.use(
      await room.start({
        async advance(work, signal) {
          if (work.uploadId === 'g1') throw broken;
          await ledger.advance(work, signal);
        },
        giveUp: async ({ uploadId }, error) => void given.push([uploadId, error]),
      }),
    );
    await ledger.until('end g2');
    assert.deepEqual(given, [['g1', broken]]);
    await ended('g1');
  });

  test('whose last process died is given up as well, and does not block its list', async () => {
    const ledger = new Ledger();
    const listId = newList();
    await room.send(file('d1', { listId }));
    await room.send(file('d2', { listId }));
    await setJob('d1', `state = 'failed', completed_on = now()`);
    await using running = new AsyncDisposableStack();
    running.use(
      await room.start({
        advance: ledger.advance,
        giveUp: async ({ uploadId }) => ledger.note(`give up ${uploadId}`),
      }),
    );
    await ledger.until('give up d1', 'end d2');
    assert.deepEqual(await room.jobs('d1'), []);
  });

  test('that a fault in the program fails is tried five times, however often others are', async () => {
    const listId = newList();
    const ledger = new Ledger();
    let tries = 0;
    await room.send(file('t1', { listId }));
    await room.send(file('t2', { listId }));
    await using running = new AsyncDisposableStack();
    running.use(
      await room.start({
        async advance(work, signal) {
          if (work.uploadId !== 't1') return ledger.advance(work, signal);
          tries += 1;
          // Those of the world around are tried on.
          throw tries < 5 ? new TypeError('fetch failed', { cause: 'away' }) : new TypeError('x is not a function');
        },
        giveUp: async ({ uploadId }) => ledger.note(`give up ${uploadId}`),
      }),
    );
    await eventually(async () => {
      await setJob('t1', `start_after = now() - interval '1 second'`);
      return ledger.lines.includes('give up t1');
    });
    assert.equal(tries, 5);
    await ledger.until('end t2');
  });

  test('that cannot be given up keeps no other list waiting', async () => {
    const ledger = new Ledger();
    const lists = [newList(), newList(), newList()];
    for (const [i, listId] of lists.entries()) {
      await room.send(file(`k${i}`, { listId }));
      await room.send(file(`l${i}`, { listId }));
      await setJob(`k${i}`, `state = 'failed', completed_on = now()`);
    }
    await using running = new AsyncDisposableStack();
    running.use(
      await room.start({
        advance: ledger.advance,
        async giveUp({ uploadId }) {
          if (uploadId !== 'k2' && !ledger.lines.includes('end l2')) throw new TypeError('not to be given up');
          ledger.note(`give up ${uploadId}`);
        },
      }),
    );
    await ledger.until('end l2');
    await ledger.until('end l0', 'end l1');
  });

  /** A job that a crash of this process's thread broke off for the third time. */
  async function leaveBehind(name: string, listId: number) {
    await room.send(file(name, { listId }));
    await setJob(name, `state = 'active', started_on = now(), heartbeat_on = now()`);
    const { rows } = await room.database.query<{ id: string }>(
      `select id from pgboss.job where data ->> 'uploadId' = $1`,
      [name],
    );
    return { queue: 'apply-files', id: rows[0]?.id ?? '', retryCount: 0, crashes: 3 };
  }

  test('that a crash left behind is given up while others are worked on, and what fails there stops none of them', async () => {
    const ledger = new Ledger();
    const leftBehind = [await leaveBehind('x0', newList()), await leaveBehind('x1', newList())];
    const held = Promise.withResolvers<void>();
    await using running = new AsyncDisposableStack();
    running.defer(() => held.resolve());
    running.use(
      await room.start(
        {
          advance: ledger.advance,
          async giveUp({ uploadId }) {
            if (uploadId === 'x0') throw new TypeError('not to be given up');
            await held.promise;
            ledger.note(`give up ${uploadId}`);
          },
        },
        { leftBehind },
      ),
    );
    await room.send(file('x2', { listId: newList() }));
    await ledger.until('end x2');
    held.resolve();
    await ledger.until('give up x1');
    await ended('x1');
    await setJob('x0', `state = 'completed'`);
  });

  for (const [which, set] of [
    ['first', 'retry_limit = retry_limit'],
    ['last', 'retry_limit = 0'],
  ] as const) {
    test(`goes back at once when its process stops, at its place in the order and not as a failed try: in its ${which}`, async () => {
      const [first, second] = [new Ledger(), new Ledger()];
      const listId = newList();
      const [one, two] = [`${which}1`, `${which}2`];
      first.hold(one);
      await room.send(file(one, { listId }));
      await room.send(file(two, { listId }));
      const stopping = await room.start(first);
      await first.until(`begin ${one}`);
      await setJob(one, set);
      await using running = new AsyncDisposableStack();
      running.use(await room.start(second, { processHeartbeatMs: 60_000 }));
      await eventually(async () => (await listeners()) === 2);
      // So that no look that is under way finds it by chance.
      await delay(100);
      const since = performance.now();
      await stopping[Symbol.asyncDispose]();
      await second.until(`end ${two}`);
      // Nobody waited for a look at the queue, for the wait before a second try, or for a missing heartbeat.
      assert.ok(performance.now() - since < 900, `${performance.now() - since} ms`);
      assert.deepEqual(first.lines, [`begin ${one}`, `break off ${one}`]);
      assert.deepEqual(second.lines, [`begin ${one}`, `end ${one}`, `begin ${two}`, `end ${two}`]);
    });
  }

  test('that another process took over is left to it', async () => {
    const ledger = new Ledger();
    ledger.hold('z1');
    await using running = new AsyncDisposableStack();
    running.use(await room.start(ledger));
    await room.send(file('z1', { listId: newList() }));
    await ledger.until('begin z1');
    // As if this process had been frozen, and the job had been found dead and been started elsewhere.
    await setJob('z1', 'retry_count = retry_count + 1');
    await ledger.until('break off z1');
    await delay(50);
    assert.deepEqual(await room.jobs('z1'), [{ state: 'active', retryCount: 1 }]);
    await setJob('z1', `state = 'completed'`);
  });

  test('outlives a database that goes away for a moment', async () => {
    const ledger = new Ledger();
    await using running = new AsyncDisposableStack();
    running.use(await room.start(ledger));
    await room.send(file('away1', { listId: newList() }));
    await ledger.until('end away1');
    await room.database.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
    );
    await eventually(async () => {
      await room.send(file('away2', { listId: newList() })).catch(() => undefined);
      return ledger.lines.includes('end away2');
    });
  });
});
