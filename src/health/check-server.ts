import { serverSettingNames } from '../store/diagnosis.ts';
import type { ServerFacts, ServerSetting } from '../store/diagnosis.ts';
import type { Check } from './check.ts';

const versionMin = 150_000;
const loss = 'With it off, a power cut can lose or corrupt what was answered as done.';
const consequences: Readonly<Record<ServerSetting, { readonly state: 'warn' | 'fail'; readonly advice: string }>> = {
  fsync: { state: 'fail', advice: `Set fsync = on. ${loss}` },
  full_page_writes: { state: 'fail', advice: `Set full_page_writes = on. ${loss}` },
  synchronous_commit: { state: 'fail', advice: `Set synchronous_commit = on. ${loss}` },
  data_checksums: {
    state: 'warn',
    advice: 'Stop the server and run pg_checksums --enable, so that a failing disk is noticed.',
  },
};

/** Whether the server is new enough and keeps what was answered as done. */
export function checkServer({ version, versionNumber, settings }: ServerFacts): Check[] {
  const isOld = versionNumber < versionMin;
  const known: Check = isOld
    ? { name: 'version', state: 'fail', found: `PostgreSQL ${version}`, advice: 'PostgreSQL 15 or newer is needed.' }
    : { name: 'version', state: 'ok', found: `PostgreSQL ${version}` };
  return [known, ...serverSettingNames.map((name) => checkSetting(name, settings[name]))];
}

function checkSetting(name: ServerSetting, value: string): Check {
  if (value !== 'off') return { name, state: 'ok', found: value };
  return { name, found: value, ...consequences[name] };
}
