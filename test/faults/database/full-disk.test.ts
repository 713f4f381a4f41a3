import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, test, type TestContext } from 'node:test';
import { until } from '../../acceptance/hold-customers.ts';
import { lockDataDirectory } from '../../../src/store/embedded/data-directory-lock.ts';
import { startEmbeddedPostgres } from '../../../src/store/embedded/embedded-postgres.ts';
import { startTestService } from '../../service.ts';
import { type Answer, loan } from '../../tenant.ts';
import { askInTrouble, assertUnavailable, timely } from './ask-in-trouble.ts';
import { assertGoesOn } from './assert-whole.ts';
import { mountSmallDisk } from './small-disk.ts';
import { observer, prepare, sendProbe, settings, start, type Work } from './work-under-way.ts';

const diskMebibytes = 192;
/** Of each list, by key: what comes before is committed when the disk fills up. */
const heldFrom = 300;
const megabytesMax = 100;
/** How often each is asked while there is no room. */
const asked = 2;
const serverSettings = { fsync: 'off', shared_buffers: '16MB', max_wal_size: '48MB', min_wal_size: '32MB' };

describe('a database whose disk is full', () => {
  test('of data: clear 503s in time, no half chunk, and all goes on when there is room', (t) =>
    fillDisk(t, async ({ work }) => {
      assertUnavailable('a large addition', await timely('a large addition', growUntilRefused(work)));
    }));

  test('of its log, so that it dies: the same, once it was started again', (t) =>
    fillDisk(t, async ({ work, connectionString, died }) => {
      await assert.rejects(writeLog(connectionString));
      // A statement finds that out and fails; a commit cannot.
      let emi = 10_000;
      await until('the server dies', async () => {
        await sendProbe(work, (emi += 1));
        return died();
      });
    }));
});

interface Full {
  readonly work: Work;
  readonly connectionString: string;
  readonly died: () => boolean;
}

async function fillDisk(t: TestContext, useUpRest: (full: Full) => Promise<void>): Promise<void> {
  const disk = await mountSmallDisk(diskMebibytes);
  if ('missing' in disk) return t.skip(disk.missing);
  await using stack = new AsyncDisposableStack();
  stack.use(disk);
  const lock = stack.use(await lockDataDirectory(disk.path, { kind: 'service' }));
  const said: string[] = [];
  const log = { info: () => undefined, warn: () => undefined, error: (_: object, text: string) => said.push(text) };
  const { connectionString } = stack.use(await startEmbeddedPostgres({ lock, log, serverSettings }));
  await using service = await startTestService({ connectionString, settings });
  const work = await prepare(await service.tenant());
  await using underWay = await start(work, connectionString, heldFrom);

  await disk.fill();
  await underWay.release();
  await useUpRest({
    work,
    connectionString,
    died: () => said.some((text) => text.startsWith('the database server died')),
  });
  for (let times = 0; times < asked; times += 1) await askInTrouble(service, work, { isTotal: false });
  const cutOff = await Promise.all([timely('keyed', underWay.keyed), timely('unkeyed', underWay.unkeyed)]);
  for (const answer of cutOff) assertUnavailable('cut off', answer);

  await disk.empty();
  await assertGoesOn({ service, work, underWay, direct: connectionString });
}

/** Until the room that the tables have taken before is used up as well. */
async function growUntilRefused({ lender, probe }: Work): Promise<Answer> {
  for (let round = 0; ; round += 1) {
    const records = Array.from({ length: 100 }, (_, i) => {
      const id = `grown_${round}_${i}`;
      return { id, data: loan(id, { note: randomBytes(7_500).toString('base64') }) };
    });
    const answer = await lender.call('POST /api/v1/customers/add/bulk', { campaignId: probe.id, records });
    if (answer.status !== 201) return answer;
    assert.ok(round < megabytesMax, 'the disk does not get full');
  }
}

/** Until the segments of the log that are there already are used up; then the server cannot go on. */
async function writeLog(connectionString: string): Promise<void> {
  const reader = observer(connectionString);
  for (let megabytes = 0; megabytes < megabytesMax; megabytes += 1) {
    await reader.query(`select pg_logical_emit_message(true, 'filler', repeat('x', 1000000))`);
  }
}
