import type { Check } from './check.ts';

const name = 'migrations';

/** Whether the database has the tables that this version needs, by the names of the migrations that it lacks. */
export function checkMigrations(pending: readonly string[]): Check {
  if (pending.length === 0) return { name, state: 'ok', found: 'all applied' };
  const advice = 'The next start applies them; `amend migrate` does it now.';
  return { name, state: 'warn', found: `not applied: ${pending.join(', ')}`, advice };
}
