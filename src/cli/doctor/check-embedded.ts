import { findBinaries } from '../../store/embedded/binaries.ts';
import { runProgram } from '../../store/embedded/run-program.ts';
import { runnersFor } from '../../store/embedded/runners.ts';
import type { Runner } from '../../store/embedded/runners.ts';
import type { Check } from '../../health/check.ts';

const ownDatabase = 'Set DATABASE_URL to a PostgreSQL of your own.';

/** Whether the embedded PostgreSQL is installed and there is a way to run it. */
export async function checkEmbedded(directory: string): Promise<Check[]> {
  return [await checkBinaries(), await checkRunners(await runnersFor(directory))];
}

async function checkBinaries(): Promise<Check> {
  const name = 'embedded PostgreSQL';
  try {
    const { folder } = await findBinaries();
    return { name, state: 'ok', found: `installed in ${folder}` };
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error);
    return { name, state: 'fail', found, advice: `Run npm install. ${ownDatabase}` };
  }
}

/** The runners are tried in their order; PostgreSQL itself refuses to run as root. */
async function checkRunners(runners: readonly Runner[]): Promise<Check> {
  const name = 'running it';
  const troubles: string[] = [];
  for (const runner of runners) {
    const trouble = await tryOut(runner);
    if (trouble === null && troubles.length === 0) return { name, state: 'ok', found: `it runs ${runner.name}` };
    if (trouble === null) {
      const found = `it runs ${runner.name} (${troubles.join('; ')})`;
      const advice =
        'It works. With user namespaces allowed, or as a user other than root, its files would stay your own.';
      return { name, state: 'warn', found, advice };
    }
    troubles.push(trouble);
  }
  const found = `it cannot be run here (${troubles.join('; ')})`;
  return {
    name,
    state: 'fail',
    found,
    advice: `Run Amend as a user other than root, or allow user namespaces. ${ownDatabase}`,
  };
}

async function tryOut(runner: Runner): Promise<string | null> {
  try {
    await runProgram(runner.launch('/bin/sh', ['-c', 'exit 0']));
    return null;
  } catch (error) {
    return `${runner.name}: ${error instanceof Error ? error.message : String(error)}`;
  }
}
