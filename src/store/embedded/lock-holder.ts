import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { errorCode } from './error-code.ts';
import { lockAddress } from './lock-address.ts';
import { realpath } from 'node:fs/promises';

/** What the process that holds a data directory says of itself. */
export interface LockHolder {
  /** null: it holds the lock but did not answer in time. */
  readonly pid: number | null;
  readonly kind: 'service' | 'command';
  /** The port of its embedded database; absent until that is ready. */
  readonly connectionPort?: number;
  /** Where the service answers HTTP; absent until it does. */
  readonly url?: string;
}

const answerWaitMs = 1000;

/** Asks who holds a data directory; null: nobody does. */
export async function findLockHolder(directory: string): Promise<LockHolder | null> {
  try {
    return await askLockHolder(lockAddress(await realpath(directory)));
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
}

/** Asks the process that listens at a lock's address; null: none does. */
export async function askLockHolder(address: string): Promise<LockHolder | null> {
  const socket = connect(address);
  socket.setTimeout(answerWaitMs, () => socket.destroy(new Error('the holder of the lock does not answer')));
  try {
    return JSON.parse(await text(socket)) as LockHolder;
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ECONNREFUSED' || code === 'ENOENT' || code === 'ECONNRESET') return null;
    return { pid: null, kind: 'service' };
  } finally {
    socket.destroy();
  }
}
