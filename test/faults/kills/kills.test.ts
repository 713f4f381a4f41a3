import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chanceOf, rounds, seeded } from '../seeded.ts';
import { barrage } from './barrage.ts';
import { openBattlefield } from './battlefield.ts';
import { openFileFront } from './file-front.ts';
import { openJsonFront } from './json-front.ts';
import { Killer } from './killer.ts';

const kills = 50 * rounds;
const sizes = { loans: 1_500, companies: [100_000, 1_500] };
const faultsShown = 20;

/** Rules 4, 9 and 11 of the engine. */
test(`${kills} times the service, its database or both are killed: each record is applied exactly once, and every batch ends`, (t) =>
  seeded('test/faults/kills/kills.test.ts', async (seed) => {
    const chances = chanceOf(seed);
    // Of its own for each who draws, so that none draws what another would have.
    const chance = () => chanceOf(chances.below(2 ** 31));
    await using field = await openBattlefield(sizes);
    const { service, directory } = field;
    const stop = new AbortController();
    const json = await openJsonFront({ field, chance: chance(), stop: stop.signal });
    const files = await Promise.all(
      field.companies.map((company) => openFileFront({ field, chance: chance(), stop: stop.signal }, company)),
    );
    const fronts = [json, ...files];
    const clients = Promise.all(fronts.map(({ running }) => running));
    const killer = new Killer({ service, directory, chance: chance() });
    const progress = (): string => fronts.map((front) => front.progress()).join();
    const fileProgress = (): string => files[0]?.progress() ?? '';
    const during = barrage({ service, killer, chance: chance(), kills, stop: stop.signal, progress, fileProgress });
    await Promise.race([clients, during]).finally(() => stop.abort());
    await clients;
    await killer.kill('both');
    t.diagnostic([JSON.stringify(killer.hits), ...fronts.map((front) => front.describe())].join('; '));
    const faults = [...service.faults];
    for (const front of fronts) faults.push(...(await front.check()));
    assert.deepEqual(faults.slice(0, faultsShown), [], `${faults.length} faults`);
  }));
