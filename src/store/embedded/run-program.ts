import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Launch } from './runners.ts';

const run = promisify(execFile);

/** What a PostgreSQL program gets from our environment: no `PG…` variable may turn it elsewhere. */
export const programEnvironment = { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };

/** Runs a program to its end; throws with what it said. */
export async function runProgram({ file, args, uid, gid }: Launch): Promise<string> {
  try {
    const identity = uid === undefined || gid === undefined ? {} : { uid, gid };
    const { stdout } = await run(file, [...args], { ...identity, cwd: '/', env: programEnvironment });
    return stdout;
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : '';
    throw new Error(said || (error instanceof Error ? error.message : String(error)), { cause: error });
  }
}
