import { resolve } from 'node:path';
import { definitions, environmentName, settingNames } from './definitions.ts';
import type { Definition, SettingName } from './definitions.ts';

type Value<D> = D extends Definition<infer T, infer Default> ? (null extends Default ? T | null : T) : never;

/** Every setting with its value; read once, at the top, and handed on from there. */
export type Settings = { readonly [Name in SettingName]: Value<(typeof definitions)[Name]> };

export type Environment = Readonly<Record<string, string | undefined>>;

/** The environment holds a value that is not allowed; the message has one sentence a fault. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

/**
 * Reads the settings from the environment: the only place that does. An empty variable counts as unset, because that
 * is how container tools leave one out. `dataDir` comes back as an absolute path.
 */
export function readSettings(environment: Environment = process.env): Settings {
  const faults: string[] = [];
  const values = settingNames.map((name): [SettingName, unknown] => {
    const { value, fault } = readOne(name, environment);
    if (fault !== undefined) faults.push(fault);
    return [name, value];
  });
  const settings = Object.fromEntries(values) as Settings;
  if (faults.length === 0) faults.push(...disagreements(settings));
  if (faults.length > 0) throw new SettingsError(faults.join('\n'));
  return Object.freeze({ ...settings, dataDir: resolve(settings.dataDir) });
}

function readOne(name: SettingName, environment: Environment): { value?: unknown; fault?: string } {
  const definition: Definition = definitions[name];
  const variable = environmentName(name);
  const text = environment[variable];
  if (text === undefined || text === '') return { value: definition.default };
  const value = definition.kind.parse(text);
  if (value !== undefined) return { value };
  const shown = definition.secret === true ? 'what it is set to' : JSON.stringify(text);
  return { fault: `${variable} must be ${definition.kind.allowed}, not ${shown}.` };
}

/** Settings that are fine alone and cannot be kept together. */
function disagreements(settings: Settings): string[] {
  const faults: string[] = [];
  const atLeast = (larger: SettingName, times: number, smaller: SettingName) => {
    if (Number(settings[larger]) >= times * Number(settings[smaller])) return;
    const least = times === 1 ? 'at least' : `at least ${times} times`;
    const [left, right] = [environmentName(larger), environmentName(smaller)];
    faults.push(`${left} (${settings[larger]}) must be ${least} ${right} (${settings[smaller]}).`);
  };
  // One late heartbeat must not make a living process look dead.
  atLeast('processDeadAfterMs', 2, 'processHeartbeatMs');
  // Otherwise a body of the allowed size could never be taken.
  atLeast('jsonBytesInFlightMax', 1, 'jsonBodyBytesMax');
  const { poolSize, chunksAtOnceMax } = settings;
  const connectionsMin = leastPoolSize(chunksAtOnceMax);
  if (poolSize < connectionsMin) {
    const [pool, chunks] = [environmentName('poolSize'), environmentName('chunksAtOnceMax')];
    const needs = `two connections for each of ${chunks} (${chunksAtOnceMax}) chunks, and three more`;
    faults.push(`${pool} (${poolSize}) must be at least ${connectionsMin}: ${needs}.`);
  }
  return faults;
}

/**
 * As many chunks as are written may wait for rows besides, each on a connection of its own. What is left is for the
 * heartbeat, without which a process that works looks dead, and for requests.
 */
function leastPoolSize(chunksAtOnceMax: number): number {
  return 2 * chunksAtOnceMax + 3;
}
