/**
 * Loaded into every process that runs tests (`run.ts`): ends it after `TEST_FILE_MS_MAX`, and says what keeps it alive.
 * A timer or a connection that nobody closed is found so, instead of holding up the whole run.
 */
import { isMainThread } from 'node:worker_threads';

if (isMainThread) setTimeout(end, Number(process.env['TEST_FILE_MS_MAX'])).unref();

function end(): void {
  const kept = process.getActiveResourcesInfo().join(', ');
  process.stderr.write(`${process.argv[1]} did not end; what keeps it: ${kept}\n`);
  process.exit(1);
}
