import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { attempt, type AttemptDeps } from '../../src/webhooks/attempt.ts';
import { newWebhookSecret } from '../../src/webhooks/secret.ts';
import { startReceiver } from './receiver.ts';

const secret = newWebhookSecret((size) => new Uint8Array(size).fill(7));
const message = (url: string) => ({ id: 'msg_1', payload: '{"type":"test"}', target: { url, secret } });
const deps = (settings: Partial<AttemptDeps['settings']> = {}, more: Partial<AttemptDeps> = {}): AttemptDeps => ({
  settings: { webhooksOverHttp: true, webhooksToPrivateAddresses: true, webhookTimeoutMs: 5_000, ...settings },
  clock: () => new Date(),
  userAgent: 'Amend/test',
  ...more,
});
const guarded = { webhooksToPrivateAddresses: false };

describe('an attempt', () => {
  test('brings what the receiver can verify with the secret, and nobody else', async () => {
    await using receiver = await startReceiver();
    const { delivered, status, error } = await attempt(message(`http://127.0.0.1:${receiver.port}/hook`), deps());
    assert.deepEqual({ delivered, status, error }, { delivered: true, status: 204, error: null });
    const [got] = receiver.received;
    assert.ok(got);
    assert.equal(got.headers['content-type'], 'application/json');
    assert.equal(got.headers['webhook-id'], 'msg_1');
    const headers = got.headers as Record<string, string>;
    assert.deepEqual(new Webhook(secret).verify(got.body, headers), { type: 'test' });
    const stranger = new Webhook(newWebhookSecret((size) => new Uint8Array(size).fill(8)));
    assert.throws(() => stranger.verify(got.body, headers));
  });

  test('follows no redirect', async () => {
    await using receiver = await startReceiver();
    receiver.behave(() => ({ status: 302, headers: { location: '/elsewhere' } }));
    const result = await attempt(message(`http://127.0.0.1:${receiver.port}/hook`), deps());
    assert.equal(result.delivered, false);
    assert.equal(result.error, 'The target answered 302, and redirects are not followed.');
    assert.deepEqual(
      receiver.received.map(({ path }) => path),
      ['/hook'],
    );
  });

  test('keeps a short beginning of a refusal, in one line', async () => {
    await using receiver = await startReceiver();
    receiver.behave(() => ({ status: 500, body: `no\u0000\n\u202Eway ${'x'.repeat(100_000)}` }));
    const { error, status } = await attempt(message(`http://127.0.0.1:${receiver.port}/`), deps());
    assert.equal(status, 500);
    assert.equal(error, `The target answered 500: no way ${'x'.repeat(193)}`);
  });

  test('ends when the target does not answer in time', async () => {
    await using receiver = await startReceiver();
    receiver.behave(() => null);
    const result = await attempt(message(`http://127.0.0.1:${receiver.port}/`), deps({ webhookTimeoutMs: 100 }));
    assert.deepEqual(result, {
      delivered: false,
      status: null,
      error: 'No answer within 0.1 seconds.',
      gone: false,
      retryAfterMs: null,
    });
  });

  test('rejects when the process stops', async () => {
    await using receiver = await startReceiver();
    receiver.behave(() => null);
    const stopping = new AbortController();
    const trying = attempt(message(`http://127.0.0.1:${receiver.port}/`), deps(), stopping.signal);
    await receiver.wait(1);
    stopping.abort(new Error('the process stops'));
    await assert.rejects(trying, /the process stops/);
  });

  test('says what the connection failed of', async () => {
    const receiver = await startReceiver();
    const { port } = receiver;
    await receiver[Symbol.asyncDispose]();
    const { error } = await attempt(message(`http://127.0.0.1:${port}/`), deps());
    assert.equal(error, 'The connection failed: ECONNREFUSED.');
  });

  test('sends nothing to an address that is not public, given as such or by a name', async () => {
    await using receiver = await startReceiver();
    for (const host of ['127.0.0.1', 'localhost', '[::1]']) {
      const { delivered, error } = await attempt(message(`http://${host}:${receiver.port}/`), deps(guarded));
      assert.equal(delivered, false);
      assert.match(error ?? '', /^The target is at (127\.0\.0\.1|::1), which is not a public address\.$/, host);
    }
    assert.equal(receiver.received.length, 0);
  });

  test('refuses a name that has one address which is not public among others', async () => {
    const resolve = async () => [
      { address: '93.184.216.34', family: 4 },
      { address: '10.0.0.1', family: 4 },
    ];
    const { error } = await attempt(message('http://both.example/'), deps(guarded, { resolve }));
    assert.equal(error, 'The target is at 10.0.0.1, which is not a public address.');
  });

  test('connects to the very address that was checked: a name is asked once, whatever it says afterwards', async () => {
    await using receiver = await startReceiver();
    let asked = 0;
    // What it is first told leads to the receiver; what it would be told later leads nowhere.
    const resolve = async () => {
      asked += 1;
      return [{ address: asked === 1 ? '127.0.0.1' : '192.0.2.1', family: 4 }];
    };
    const { delivered } = await attempt(message(`http://rebind.example:${receiver.port}/`), deps({}, { resolve }));
    assert.equal(delivered, true);
    assert.equal(asked, 1);
  });

  test('asks again at the next attempt, and refuses what has become private', async () => {
    await using receiver = await startReceiver();
    const resolve = async () => [{ address: '127.0.0.1', family: 4 }];
    const url = `http://rebind.example:${receiver.port}/`;
    assert.equal((await attempt(message(url), deps({}, { resolve }))).delivered, true);
    const { error } = await attempt(message(url), deps(guarded, { resolve }));
    assert.match(error ?? '', /127\.0\.0\.1, which is not a public address/);
    assert.equal(receiver.received.length, 1);
  });

  test('does not send over http when the settings have become stricter since', async () => {
    await using receiver = await startReceiver();
    const url = `http://127.0.0.1:${receiver.port}/`;
    const { error } = await attempt(message(url), deps({ webhooksOverHttp: false }));
    assert.equal(error, 'Nothing is sent to this URL: url must begin with https://.');
    assert.equal(receiver.received.length, 0);
  });
});
