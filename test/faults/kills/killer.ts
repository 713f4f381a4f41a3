import { clusterPlace } from '../../../src/store/embedded/cluster-place.ts';
import { dataDirectory } from '../../../src/store/embedded/data-directory.ts';
import { readPostmasterFile } from '../../../src/store/embedded/postmaster-file.ts';
import { findPostgresOn, isPostgresOn } from '../../../src/store/embedded/process-table.ts';
import type { Chance } from '../seeded.ts';
import type { ServiceUnderFire } from './service-under-fire.ts';

const kinds = ['service', 'database', 'both'] as const;
export type Kind = (typeof kinds)[number];

/** Of the kills of the database, those that hit a process of it other than the first one (a backend, most often). */
const backendShare = 0.35;

interface KillerOptions {
  readonly service: ServiceUnderFire;
  /** The data directory that the service runs on. */
  readonly directory: string;
  readonly chance: Chance;
}

/** `kill -9` of the service, of its database, of both. What hit nobody is not counted. */
export class Killer {
  readonly hits: Record<Kind, number> = { service: 0, database: 0, both: 0 };
  readonly #options: KillerOptions;

  constructor(options: KillerOptions) {
    this.#options = options;
  }

  draw(): Kind {
    return this.#options.chance.oneOf(kinds);
  }

  /** False: one of those that were to die does not run just now; then nobody is killed, or nobody but the other. */
  async kill(kind: Kind): Promise<boolean> {
    const { service, chance } = this.#options;
    const victim = kind === 'service' ? null : await this.#databaseProcess();
    if (kind !== 'service' && victim === null) return false;
    const kills = [
      ...(kind === 'database' ? [] : [() => service.kill()]),
      ...(victim === null ? [] : [() => killed(victim)]),
    ];
    // Nothing happens between the two but the other's signal.
    if (chance.happens(0.5)) kills.reverse();
    if (victim !== null) service.databaseKills += 1;
    const hit = kills.map((kill) => kill()).every(Boolean);
    if (hit) this.hits[kind] += 1;
    return hit;
  }

  async #databaseProcess(): Promise<number | null> {
    const { directory, chance } = this.#options;
    const cluster = await clusterPlace(dataDirectory(directory));
    const file = await readPostmasterFile(cluster);
    if (file === null || !(await isPostgresOn(file.pid, cluster))) return null;
    if (!chance.happens(backendShare)) return file.pid;
    const others = (await findPostgresOn(cluster)).filter((pid) => pid !== file.pid);
    return others.length === 0 ? file.pid : chance.oneOf(others);
  }
}

function killed(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch {
    return false;
  }
}
