import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { attempt } from '../../src/webhooks/attempt.ts';
import { newWebhookSecret } from '../../src/webhooks/secret.ts';
import { temporaryDirectory } from '../temporary-directory.ts';

const document = new URL('../../docs/webhooks.md', import.meta.url);
const newSecret = (byte: number): string => newWebhookSecret((size) => new Uint8Array(size).fill(byte));

test('the receiver of docs/webhooks.md takes what is signed with its secret, and nothing else', async () => {
  await using directory = await temporaryDirectory();
  const [, source = ''] = /```js\n([\s\S]*?)```/.exec(await readFile(document, 'utf8')) ?? [];
  const file = path.join(directory.path, 'receiver.mjs');
  await writeFile(file, source);
  const child = spawn(process.execPath, [file], {
    env: { PORT: '0', WEBHOOK_SECRET: newSecret(1) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  try {
    const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
    const port = /^listening on (\d+)$/.exec(String((await lines.next()).value))?.[1];
    assert.ok(port, 'it listens');
    const send = (secret: string, at: Date) =>
      attempt(
        { id: 'msg_1', payload, target: { url: `http://127.0.0.1:${port}/`, secret } },
        { settings, userAgent: 'Amend/test', clock: () => at },
      );
    assert.equal((await send(newSecret(2), new Date())).status, 401);
    assert.equal((await send(newSecret(1), new Date(Date.now() - 600_000))).status, 401);
    assert.equal((await send(newSecret(1), new Date())).status, 204);
    assert.equal((await lines.next()).value, 'batch.completed batch_1');
  } finally {
    child.kill();
    await exited;
  }
});

const payload = JSON.stringify({
  type: 'batch.completed',
  timestamp: '2026-05-05T10:00:00.000Z',
  data: { id: 'batch_1' },
});
const settings = { webhooksOverHttp: true, webhooksToPrivateAddresses: true, webhookTimeoutMs: 10_000 };
