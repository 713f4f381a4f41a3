/**
 * Writes the terms that are still to be written, list by list and pack by pack, in small steps. What somebody holds, or
 * what fails, is passed over until the next turn: one row of one organization must not keep those of all others waiting.
 */
import type { Database } from './database.ts';
import { dueLists } from './fill-terms.ts';
import { laterPacks } from './later-terms.ts';
import { isDeadlockOrSerialization, isLockTimeout } from './sql-states.ts';
import type { ToFill } from './to-fill.ts';

type FilledDatabase = Pick<Database, 'query' | 'transact'>;

interface Limits {
  /** Looked at before each step. */
  readonly signal: AbortSignal;
  /** Of each of the two. */
  readonly stepsMax: number;
  /** Customers of one step: their rows are held for some ten milliseconds. */
  readonly customersMax: number;
}

/** Milliseconds that a step waits for a row that somebody holds, while it holds others. */
const lockWaitMs = 100;

/** One turn. Throws in the end, with all that went wrong but for what was held. */
export async function fillTurn(database: FilledDatabase, { customersMax, ...limits }: Limits): Promise<void> {
  const errors = [
    ...(await workOff(database, dueLists({ customersMax }), limits)),
    ...(await workOff(database, laterPacks, limits)),
  ];
  if (errors.length > 0) throw new AggregateError(errors, 'what some customers are found by could not be written');
}

async function workOff<Due>(
  database: FilledDatabase,
  { next, step }: ToFill<Due>,
  { signal, stepsMax }: Omit<Limits, 'customersMax'>,
): Promise<unknown[]> {
  const errors: unknown[] = [];
  let behind: Due | null = null;
  for (let steps = 0; steps < stepsMax && !signal.aborted; steps += 1) {
    let due: Due | null = null;
    try {
      due = await next(database, behind);
      if (due === null) break;
      const at = due;
      const isThrough = await database.transact((tx) => step(tx, at), { durable: false, lockWaitMs });
      if (isThrough) behind = at;
    } catch (error) {
      if (!isLockTimeout(error) && !isDeadlockOrSerialization(error)) errors.push(error);
      // It could not even be asked what there is.
      if (due === null) break;
      behind = due;
    }
  }
  return errors;
}
