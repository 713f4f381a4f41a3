import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startSecondService, startTestService, type TestService } from '../../service.ts';
import { client } from '../../tenant.ts';
import { chanceOf, rounds, seeded } from '../seeded.ts';
import { type Action, actions } from './actions.ts';
import { audit } from './audit.ts';
import type { Stored } from './histories.ts';
import { readBatches } from './read-batches.ts';
import { makeWorld, type World, writersCount } from './world.ts';
import { Writer } from './writer.ts';

const file = 'test/faults/writers/concurrent-writers.test.ts';
const deedsPerRound = 30;
/** Small chunks and packs: many transactions that meet each other half-way. */
const settings = {
  chunkRecordsMax: 8,
  fileChunkRecordsMax: 8,
  chunksAtOnceMax: 2,
  fileChunksAtOnceMax: 2,
  packRecordsMax: 5,
};

describe('eight writers of the same customers, on two processes', () => {
  let service: TestService;
  before(async () => {
    service = await startTestService({ settings });
  });
  after(() => service[Symbol.asyncDispose]());

  test('lose no update, see no deadlock and no 5xx, and the history explains every value', () =>
    seeded(file, async (seed) => {
      await using second = await startSecondService(service, settings);
      const world = await makeWorld(await service.tenant());
      const { token } = world.lender;
      const places = [service.url, second.url];
      const writers = Array.from({ length: writersCount }, (_, number) => {
        const url = places[number % places.length] ?? '';
        return new Writer(number, { world, client: client(url, token), chance: chanceOf(seed + number) });
      });
      await Promise.all(writers.map((writer) => work(writer, deedsPerRound * rounds)));
      const stored = await readStored(service, world);
      audit({ world, writers, batches: await readBatches(world.lender), stored });
      await assertSameInApi(world, stored);
      assert.equal(await deadlocks(service), 0, 'PostgreSQL broke a deadlock');
    }));
});

/** Each as often as its weight says. */
const drawn: readonly Action[] = actions.flatMap((action) => Array.from({ length: action.weight }, () => action));

async function work(writer: Writer, deeds: number): Promise<void> {
  for (let done = 0; done < deeds; done += 1) {
    const { kind, run } = writer.chance.oneOf(drawn);
    try {
      await run(writer);
    } catch (cause) {
      throw new Error(`writer ${writer.number}, deed ${done}: ${kind}`, { cause });
    }
  }
}

async function readStored({ database }: TestService, { lender, campaignId }: World): Promise<Stored[]> {
  const { rows } = await database.query<Stored>(
    `select l.public_id as list, c.key, c.version, c.data
     from customers c join lists l on l.organization_id = c.organization_id and l.id = c.list_id
     where l.public_id = any ($1) order by 1, 2`,
    [[campaignId, lender.code]],
  );
  return rows;
}

/** What callers are shown of a campaign's customers is what is stored. */
async function assertSameInApi({ lender, campaignId }: World, stored: readonly Stored[]): Promise<void> {
  for (const { key, version, data } of stored.filter(({ list }) => list === campaignId)) {
    const shown = await lender.customer(campaignId, key);
    assert.deepEqual([key, shown.version, shown.data], [key, version, data]);
    const path = `GET /api/v1/customers/${key}/history?campaignId=${campaignId}&limit=1`;
    const { body } = await lender.call<{ data: { version: number }[] }>(path);
    assert.equal(body.data[0]?.version, version);
  }
}

async function deadlocks({ database }: TestService): Promise<number> {
  const { rows } = await database.query<{ deadlocks: number }>(
    'select deadlocks from pg_stat_database where datname = current_database()',
  );
  return rows[0]?.deadlocks ?? -1;
}
