import type { PgBoss } from 'pg-boss';

/**
 * Starts it and does with it what comes first. Where either fails it is stopped again: the timers of one that is half
 * started would go on, and keep the process from ending.
 */
export async function startBoss(
  boss: PgBoss,
  first: (boss: PgBoss) => Promise<void> = async () => {},
): Promise<PgBoss> {
  try {
    await boss.start();
    await first(boss);
    return boss;
  } catch (error) {
    await boss.stop({ graceful: false }).catch(() => undefined);
    throw error;
  }
}
