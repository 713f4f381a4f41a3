import { describe, test } from 'node:test';
import { startTestService } from '../../service.ts';
import { askInTrouble, assertUnavailable, timely } from './ask-in-trouble.ts';
import { assertGoesOn } from './assert-whole.ts';
import { type Trouble, troubles } from './troubles.ts';
import { prepare, settings, start } from './work-under-way.ts';

/** How often each is asked while the trouble lasts. */
const asked = 3;

describe('a database that', { concurrency: 2 }, () => {
  for (const trouble of troubles) {
    test(`${trouble.name}: clear 503s in time, no half chunk, and all goes on when it is back`, async () => {
      await bringInto(trouble);
    });
  }
});

async function bringInto({ isTotal, open }: Trouble): Promise<void> {
  await using place = await open();
  const { connectionString, direct } = place;
  // Disposing of it fails when it logged an error that nobody foresaw.
  await using service = await startTestService({ connectionString, settings });
  const work = await prepare(await service.tenant());
  await using underWay = await start(work, direct);
  await place.begin();
  await underWay.release();
  for (let times = 0; times < asked; times += 1) await askInTrouble(service, work, { isTotal });
  const cutOff = await Promise.all([timely('keyed', underWay.keyed), timely('unkeyed', underWay.unkeyed)]);
  for (const answer of cutOff) if (isTotal || answer.status !== 200) assertUnavailable('cut off', answer);
  await place.end();
  await assertGoesOn({ service, work, underWay, direct });
}
