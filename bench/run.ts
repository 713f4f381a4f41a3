// What `npm run bench` runs: every case, or those named. Each one checks its results before it times anything, and after.
//   npm run bench                              all; takes about ten minutes
//   npm run bench -- json-10k replay-10k       these
//   npm run bench -- --quick                   all, small: shows that they work, not how fast
//   npm run bench -- json-10k --profile        and where the service's main thread spends its time
// Settings of the service go into the environment: AMEND_CHUNK_RECORDS_MAX=5000 npm run bench -- json-10k
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Bench, Case, Row } from './case.ts';
import { cases } from './cases.ts';
import { describeMachine, showMachine } from './machine.ts';
import { report } from './report.ts';
import { fullScale, quickScale, type Scale, withRuns } from './scale.ts';
import { openDirectory, startBenchServer } from './server.ts';

const options = {
  runs: { type: 'string' },
  json: { type: 'string' },
  quick: { type: 'boolean', default: false },
  profile: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => interrupted.abort(new Error(`stopped by ${signal}`)));
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!interrupted.signal.aborted) throw error;
  process.exitCode = 130;
  say(`Not finished: ${String(interrupted.signal.reason.message)}.`);
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  if (values.help) {
    process.stdout.write(help());
    return 0;
  }
  const unknown = positionals.filter((name) => !cases.some((one) => one.name === name));
  const runs = values.runs === undefined ? null : Number(values.runs);
  if (unknown.length > 0 || (runs !== null && !(Number.isSafeInteger(runs) && runs > 0))) {
    say(unknown.length > 0 ? `There is no case ${unknown.join(', ')}.` : '--runs must be a positive integer.');
    process.stderr.write(help());
    return 2;
  }
  const scale = values.quick ? quickScale : fullScale;
  await run({
    wanted: positionals.length === 0 ? cases : cases.filter(({ name }) => positionals.includes(name)),
    scale: runs === null ? scale : withRuns(scale, runs),
    profile: values.profile,
    file: values.json ?? null,
  });
  return 0;
}

interface Run {
  readonly wanted: readonly Case[];
  readonly scale: Scale;
  readonly profile: boolean;
  /** null: one of this run's own in bench/results. */
  readonly file: string | null;
}

async function run({ wanted, scale, profile, file }: Run): Promise<void> {
  const at = new Date().toISOString();
  const own = path.join(fileURLToPath(new URL('results/', import.meta.url)), at.replaceAll(':', '-'));
  const { signal } = interrupted;
  await using server = await startBenchServer(signal);
  const machine = await describeMachine(server.connectionString);
  process.stdout.write(`${showMachine(machine)}\n`);
  const rows: Row[] = [];
  for (const one of wanted) {
    const bench: Bench = {
      scale,
      signal,
      profileDirectory: profile ? own : null,
      openDatabase: () => server.openDatabase(),
      openDirectory,
      say: (text) => say(`${one.name}: ${text}`),
    };
    rows.push(...(await one.run(bench)));
  }
  process.stdout.write(`\n${report(rows)}`);
  const written = path.resolve(file ?? `${own}.json`);
  await mkdir(path.dirname(written), { recursive: true });
  await writeFile(written, `${JSON.stringify({ at, machine, scale, rows }, null, 2)}\n`);
  process.stdout.write(`\nAll that was measured: ${path.relative('.', written)}\n`);
}

function help(): string {
  const longest = Math.max(...cases.map(({ name }) => name.length));
  const list = cases.map(({ name, summary }) => `  ${name.padEnd(longest)}  ${summary}\n`).join('');
  return `npm run bench -- [case …] [--runs N] [--json FILE] [--quick] [--profile]\n\n${list}`;
}

/** To stderr: what is printed on stdout is the result. */
function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
