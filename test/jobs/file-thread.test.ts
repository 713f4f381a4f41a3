import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { FileQueue } from '../../src/jobs/file-queue.ts';
import { jobsSql } from '../../src/store/jobs-sql.ts';
import { openBackground, type OpenBackground } from './open-background.ts';

describe('the file thread', () => {
  let room: OpenBackground;
  before(async () => {
    room = await openBackground();
  });
  after(() => room[Symbol.asyncDispose]());

  const owners = async (): Promise<unknown[]> => (await room.database.query('select id from processes')).rows;

  const tries = async (name: string): Promise<string[]> =>
    (await room.worked()).filter((line) => line.endsWith(` ${name}`));

  test('is not there before the first file is sent, and then registers as a process of its own', async () => {
    assert.deepEqual(await owners(), []);
    await room.send('upl_first');
    await room.until('end upl_first');
    assert.equal((await owners()).length, 1);
  });

  test('leaves the main thread free while it computes', async () => {
    const delays = monitorEventLoopDelay({ resolution: 5 });
    await room.send('upl_ready');
    await room.until('end upl_ready');
    delays.enable();
    await room.send('upl_busy');
    await room.until('end upl_busy');
    delays.disable();
    assert.ok(delays.max / 1e6 < 500, `the event loop stood still for ${delays.max / 1e6} ms`);
  });

  test('passes its log lines on, with the errors described', async () => {
    await room.send('upl_log');
    await room.until('end upl_log');
    const line = room.log.find(({ message }) => message === 'a line of the thread');
    assert.equal(line?.level, 'warn');
    const { failure } = line.fields as { failure: { type: string; message: string } };
    assert.deepEqual([failure.type, failure.message], ['RangeError', 'of the thread']);
  });

  const crashes = (): number => room.log.filter(({ message }) => message.startsWith('the file thread crashed')).length;

  for (const how of ['an error that nobody catches (crash)', 'want of memory']) {
    const name = `upl_${/crash|memory/.exec(how)?.[0]}`;
    test(`is started again when it ends by ${how}, and its files go on`, async () => {
      const before = crashes();
      await room.send(name);
      await room.until(`end ${name}`);
      assert.equal(crashes() - before, 1);
      assert.equal((await owners()).length, 1, 'the crashed one is signed off');
      assert.deepEqual(await tries(name), [`begin ${name}`, `begin ${name}`, `end ${name}`]);
    });
  }

  test('tries a file that brings it down three times, and gives it up', async () => {
    const before = crashes();
    await room.send('upl_crash_always');
    await room.until('give up upl_crash_always');
    assert.equal(crashes() - before, 3);
    assert.deepEqual((await tries('upl_crash_always')).filter((line) => line.startsWith('begin')).length, 3);
  });

  test('gives a file up by the plainest way that brings it down again when it is given up', async () => {
    const before = crashes();
    const name = 'upl_crash_always_incurable';
    await room.send(name);
    await room.until(`give up ${name}`);
    assert.equal(crashes() - before, 4);
    assert.deepEqual((await tries(name)).slice(3), [
      `begin to give up ${name}`,
      `plainly give up ${name}`,
      `give up ${name}`,
    ]);
    await room.send('upl_after');
    await room.until('end upl_after');
    assert.equal(crashes() - before, 4);
  });
});

describe('several processes that work on files', () => {
  const program = fileURLToPath(new URL('./fixtures/file-process.ts', import.meta.url));
  const work = { organizationId: 7, listId: 999, uploadId: 'upl_forever', step: 'apply' } as const;

  /** Another process, which has begun to work on `upl_forever`. */
  async function startOther(room: OpenBackground): Promise<{ end(signal: NodeJS.Signals): Promise<void> }> {
    const settings = { AMEND_PROCESS_HEARTBEAT_MS: '500', AMEND_PROCESS_DEAD_AFTER_MS: '1000' };
    const env = { PATH: process.env['PATH'], DATABASE_URL: room.connectionString, ...settings };
    const child = spawn(process.execPath, [program], { env, stdio: ['ignore', 'inherit', 'inherit'] });
    const exit = once(child, 'exit');
    const outside = jobsSql(room.database);
    // One that wakes no thread of this process.
    const queue = new FileQueue({ within: jobsSql, outside, deadAfterMs: 1_000, onSent: () => undefined });
    try {
      await room.database.transact((tx) => queue.send(tx, work));
      await room.until('begin upl_forever');
    } catch (error) {
      child.kill('SIGKILL');
      throw error;
    }
    return {
      async end(signal) {
        child.kill(signal);
        await exit;
      },
    };
  }

  test('go on with the file of one that was killed, well within a minute', async (t) => {
    await using room = await openBackground();
    const other = await startOther(room);
    await room.database.query('delete from worked');
    const since = performance.now();
    await other.end('SIGKILL');
    room.files.expect();
    await room.until('begin upl_forever');
    const ms = performance.now() - since;
    t.diagnostic(`after ${Math.round(ms)} ms`);
    assert.ok(ms < 30_000, `after ${Math.round(ms)} ms`);
  });

  test('take over the file of one that stops in order at once', async (t) => {
    await using room = await openBackground();
    const other = await startOther(room);
    await room.send('upl_first');
    await room.until('end upl_first');
    await room.database.query('delete from worked');
    const since = performance.now();
    const ended = other.end('SIGTERM');
    await room.until('begin upl_forever');
    const ms = performance.now() - since;
    t.diagnostic(`after ${Math.round(ms)} ms`);
    assert.ok(ms < 5_000, `after ${Math.round(ms)} ms`);
    await ended;
  });
});
