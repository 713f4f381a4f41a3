import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Client } from 'pg';
import { FileQueue, type Sql } from '../../src/jobs/file-queue.ts';
import { WebhookQueue } from '../../src/jobs/webhook-queue.ts';
import { createTestDatabase } from '../postgres.ts';

const failure = new Error('the database is away');

/** pg-boss went on with its timers after a start in which the database went away: the service never ended after that. */
test('a queue that could not be made, wherever that failed, leaves no timer behind that keeps the process alive', async () => {
  await using database = await createTestDatabase();
  const client = new Client({ connectionString: database.connectionString });
  await client.connect();
  try {
    for (const open of [fileQueue, webhookQueue]) {
      let statements = 0;
      while (!(await isMade(open(failingAfter(client, statements))))) statements += 1;
      assert.ok(statements > 3, `it failed in ${statements} places`);
    }
  } finally {
    await client.end();
  }
});

interface Queue {
  prepare(): Promise<void>;
  close(): Promise<void>;
}

/** False: it failed. Either way nothing of it goes on in the end. */
async function isMade(queue: Queue): Promise<boolean> {
  const before = timers();
  const isReady = await queue.prepare().then(
    () => true,
    (error: unknown) => assert.equal(error, failure) ?? false,
  );
  if (isReady) await queue.close();
  assert.equal(timers(), before);
  return isReady;
}

function fileQueue(outside: Sql): Queue {
  const queue = new FileQueue({ within: () => outside, outside, deadAfterMs: 10_000, onSent: () => undefined });
  return { prepare: () => queue.prepare(), close: async () => undefined };
}

function webhookQueue(outside: Sql): Queue {
  const queue = new WebhookQueue({
    within: () => outside,
    outside,
    attemptMsMax: 1000,
    onError: (error) => assert.equal(error, failure),
  });
  return { prepare: () => queue.prepare(), close: () => queue[Symbol.asyncDispose]() };
}

function failingAfter(client: Client, statements: number): Sql {
  let done = 0;
  return {
    async executeSql(text, values) {
      if (done >= statements) throw failure;
      done += 1;
      return client.query(text, values);
    },
  };
}

/** Those that keep a process alive. */
function timers(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
}
