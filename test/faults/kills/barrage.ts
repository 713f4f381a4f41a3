import { setTimeout as delay } from 'node:timers/promises';
import type { Chance } from '../seeded.ts';
import type { Killer } from './killer.ts';
import type { ServiceUnderFire } from './service-under-fire.ts';

interface BarrageOptions {
  readonly service: ServiceUnderFire;
  readonly killer: Killer;
  readonly chance: Chance;
  readonly kills: number;
  /** Ends it early: a client cannot go on. */
  readonly stop: AbortSignal;
  /** How far all clients have come: another text tells that something was done. */
  readonly progress: () => string;
  /** How far the large file has. */
  readonly fileProgress: () => string;
}

/** When the next kill comes, and how often so. */
const moments = ['at once', 'at work', 'at work', 'at work', 'at the file', 'at the file'] as const;
/** Perhaps while the service starts, and the database recovers. */
const atOnceMsMax = 400;
const atWorkMsMax = 600;
/** Long enough for the reading of the large file, which begins anew after each crash, to come through at times. */
const atTheFileMsMax = 3_000;
const progressMsMax = 20_000;
const pauseMs = 15;

/** So many kills at random moments; one that finds nobody is tried again and does not count. */
export async function barrage({ killer, kills, stop, ...options }: BarrageOptions): Promise<void> {
  for (let done = 0; done < kills && !stop.aborted; done += 1) {
    await moment(options);
    const kind = killer.draw();
    while (!stop.aborted && !(await killer.kill(kind))) await delay(pauseMs);
  }
}

async function moment(options: Omit<BarrageOptions, 'killer' | 'kills' | 'stop'>): Promise<void> {
  const { service, chance, progress, fileProgress } = options;
  const when = chance.oneOf(moments);
  if (when === 'at once') return delay(chance.below(atOnceMsMax));
  await service.url();
  await changed(when === 'at work' ? progress : fileProgress);
  await delay(chance.below(when === 'at work' ? atWorkMsMax : atTheFileMsMax));
}

/** However slow the machine is: what is to be killed has come to work. */
async function changed(text: () => string): Promise<void> {
  const before = text();
  const deadline = performance.now() + progressMsMax;
  while (text() === before && performance.now() < deadline) await delay(pauseMs);
}
