import { LockTimeout, Rewrite } from '../engine/ports.ts';
import { isDeadlockOrSerialization, isLockTimeout, stateOf } from './sql-states.ts';

/**
 * True when the database is away, starting, stopping or out of connections, or a lock was not to be had: the request
 * is not at fault, and the same one may succeed later. Looks through what the error was caused by.
 */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const state = stateOf(error);
  if (state !== undefined && (awayStates.has(state) || awayClass.test(state))) return true;
  // The socket of a database that is not there; any other missing file is a fault of ours.
  if (state === 'ENOENT') return 'syscall' in error && error.syscall === 'connect';
  if (isLockTimeout(error) || isDeadlockOrSerialization(error)) return true;
  // What the engine gave up after all its tries.
  if (error instanceof LockTimeout || error instanceof Rewrite) return true;
  // An attempt to reach several addresses fails with all their errors.
  if (error instanceof AggregateError) return error.errors.length > 0 && error.errors.every(isUnavailable);
  if (awayMessages.test(error.message)) return true;
  // What `fetch` throws is a TypeError; its cause tells of another server than the database.
  return !(error instanceof TypeError) && isUnavailable(error.cause);
}

/** Connection exceptions (08) and insufficient resources (53). */
const awayClass = /^(08|53)[0-9A-Z]{3}$/;
const awayStates = new Set([
  // idle_in_transaction_session_timeout: this process was frozen within a transaction
  '25P03',
  // admin_shutdown, crash_shutdown, cannot_connect_now
  '57P01',
  '57P02',
  '57P03',
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EPIPE',
  'ETIMEDOUT',
]);

/**
 * What the driver and its pool throw without a code (of a pool that has ended: this process is stopping); and a database
 * closed for maintenance, whose code (55000) says many things.
 */
const awayMessages =
  /^(Connection terminated|timeout (expired|exceeded)|Client has encountered a connection error|Cannot use a pool after calling end|database ".*" is not currently accepting connections$)/;
