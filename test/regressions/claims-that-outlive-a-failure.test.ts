import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { RequestError } from '../../src/errors/request-error.ts';
import type { KeyedRequest } from '../../src/http/idempotency-store.ts';
import { Idempotency, type Start } from '../../src/http/idempotency.ts';
import type { WireAnswer } from '../../src/http/wire-answer.ts';
import type { Tx } from '../../src/store/database.ts';
import { PostgresIdempotencyStore } from '../../src/store/idempotency.ts';
import { openStore, type OpenStore } from '../engine/open-store.ts';
import { until } from '../http/raw-http.ts';

const done: WireAnswer = { status: 200, headers: {}, body: Buffer.from('{}') };
const away = () => Promise.reject(new Error('Connection terminated unexpectedly'));

describe('the claim of a batch that failed', { concurrency: true }, () => {
  let room: OpenStore;
  before(async () => {
    room = await openStore();
  });
  after(() => room[Symbol.asyncDispose]());

  let references = 0;
  /** One of several processes on the database. */
  async function startProcess() {
    const { database } = room;
    const owner = await room.owner();
    const store = new PostgresIdempotencyStore({ database, owner, processDeadAfterMs: 60_000, idempotencyHours: 24 });
    const ids = { requestId: () => 'request', reference: () => `ref${(references += 1)}` };
    const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
    const transact = database.transact.bind(database);
    const idempotency = new Idempotency<Tx>({ store, transact, ids, log });
    const batch = (key: string, run: (start: Start) => WireAnswer | Error): Promise<WireAnswer> =>
      idempotency.run(keyed(key), {
        kind: 'batch',
        async run(start) {
          const end = run(start);
          if (end instanceof Error) throw end;
          return end;
        },
      });
    return { store, batch };
  }
  const keyed = (key: string): KeyedRequest => {
    return { organizationId: 1, operation: 'bulk', key, fingerprint: Buffer.from('f') };
  };

  for (const [what, answer] of [
    ['a failure', new Error('boom')],
    ['an answer', done],
    ['a refusal', new RequestError('not_found', 'no')],
  ] as const) {
    test(`is let go in the end, where the end of ${what} could not be written`, async () => {
      const [first, second] = [await startProcess(), await startProcess()];
      const { store } = first;
      let tries = 0;
      let isAway = true;
      const release = store.release.bind(store);
      store.answer = away;
      store.drop = away;
      store.release = async (request) => {
        tries += 1;
        return isAway ? away() : release(request);
      };
      await first.batch(what, () => answer).catch(() => undefined);
      assert.equal((await second.store.find(keyed(what))).state, 'running');
      await until('the end is tried again', () => tries > 1);
      isAway = false;
      await until('the claim is let go', async () => (await second.store.find(keyed(what))).state === 'abandoned');
      const seen: boolean[] = [];
      await second.batch(what, ({ resumed }) => {
        seen.push(resumed);
        return done;
      });
      assert.deepEqual(seen, [true]);
    });
  }

  test('is let go in the end, where it was written and the connection broke before that was known', async () => {
    const [first, second] = [await startProcess(), await startProcess()];
    const claim = first.store.claim.bind(first.store);
    first.store.claim = async (request, reference) => {
      await claim(request, reference);
      return away();
    };
    await assert.rejects(
      first.batch('claimed', () => done),
      /Connection terminated/,
    );
    assert.equal((await second.store.find(keyed('claimed'))).state, 'running');
    await until('the claim is let go', async () => (await second.store.find(keyed('claimed'))).state === 'abandoned');
    assert.equal((await second.batch('claimed', () => done)).status, 200);
  });

  test('is kept by a retry that is refused, for an earlier attempt may have applied something', async () => {
    const { batch } = await startProcess();
    const starts: Start[] = [];
    const attempt = (end: WireAnswer | Error) =>
      batch('refused', (start) => {
        starts.push(start);
        return end;
      });
    await assert.rejects(attempt(new Error('boom')), /boom/);
    await assert.rejects(attempt(new RequestError('not_found', 'the campaign is gone')), /gone/);
    assert.equal((await attempt({ ...done, status: 409 })).status, 409);
    assert.equal((await attempt(done)).status, 200);
    const [{ reference } = { reference: '' }] = starts;
    const again = { reference, resumed: true };
    assert.deepEqual(starts, [{ reference, resumed: false }, again, again, again]);
  });
});
