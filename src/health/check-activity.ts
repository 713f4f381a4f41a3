import type { Activity } from '../store/diagnosis.ts';
import type { Check } from './check.ts';

/** Whether anything was left lying: batches that nobody runs, dead processes, open transactions. */
export function checkActivity(activity: Activity): Check[] {
  return [checkBatches(activity), checkProcesses(activity), checkTransactions(activity)];
}

function checkBatches({ running, abandoned, interrupted }: Activity): Check {
  const found = `${running} running, ${interrupted} interrupted, ${abandoned} of a dead process`;
  if (interrupted + abandoned === 0) return { name: 'batches', state: 'ok', found };
  const advice =
    'An interrupted batch ends when its request is sent again with its idempotency key, or when the key expires; one of a ' +
    'dead process is settled by any running service. `amend batch list --unfinished` names them.';
  return { name: 'batches', state: 'warn', found, advice };
}

function checkProcesses({ processesAlive, processesDead }: Activity): Check {
  const found = `${processesAlive} running, ${processesDead} gone without saying so`;
  if (processesDead === 0) return { name: 'processes', state: 'ok', found };
  const advice =
    'A process was killed or lost its database; any running service forgets it once its batches are settled.';
  return { name: 'processes', state: 'warn', found, advice };
}

function checkTransactions({ idleInTransaction }: Activity): Check {
  const found = `${idleInTransaction} idle for a minute or more`;
  if (idleInTransaction === 0) return { name: 'open transactions', state: 'ok', found };
  const advice =
    'Find the client in pg_stat_activity and end it: an open transaction holds rows and keeps dead ones from going.';
  return { name: 'open transactions', state: 'warn', found, advice };
}
