import { RequestError } from '../errors/request-error.ts';
import { BoundedTurns } from './bounded-turns.ts';
import type { RandomBytes } from './ids.ts';
import { limits } from './limits.ts';
import { hashPassword, isPassword, nobodysPassword, standardCost } from './password-hash.ts';
import type { PasswordCost } from './password-hash.ts';

interface PasswordsOptions {
  readonly random: RandomBytes;
  /** How many are hashed at once; each takes a core and 32 MiB meanwhile. */
  readonly atOnceMax: number;
  readonly waitingMax?: number;
  /** Of new ones; a test's are cheap. */
  readonly cost?: PasswordCost;
}

/** Hashes passwords and checks them, a few at a time; above the limit a request is refused for the moment. */
export class Passwords {
  readonly #random: RandomBytes;
  readonly #cost: PasswordCost;
  readonly #turns: BoundedTurns;

  constructor({ random, atOnceMax, waitingMax = limits.passwordsWaitingMax, cost = standardCost }: PasswordsOptions) {
    this.#random = random;
    this.#cost = cost;
    this.#turns = new BoundedTurns({ atOnceMax, waitingMax, full });
  }

  async hash(password: string): Promise<string> {
    return this.#turns.run(() => hashPassword(password, this.#cost, this.#random));
  }

  /** Whether it is the one stored; where none is (null), false after the same time. */
  async verify(password: string, stored: string | null): Promise<boolean> {
    const hashed = stored ?? nobodysPassword(this.#cost);
    const isRight = await this.#turns.run(() => isPassword(password, hashed));
    return isRight && stored !== null;
  }
}

function full(): RequestError {
  const retryAfterSeconds = limits.passwordsRetryAfterSeconds;
  return new RequestError('unavailable', 'Too many passwords are being checked; try again.', { retryAfterSeconds });
}
