import { loginHash, readEmail } from './credential-rules.ts';
import type { WrongPasswordStore } from './grant-ports.ts';
import { limits } from './limits.ts';
import type { Passwords } from './passwords.ts';
import type { Transact } from './ports.ts';
import type { FoundUser, UserStore } from './user-ports.ts';

const { wrongPasswordsMax: many, wrongPasswordsWindowMs: windowMs, lockedMs } = limits;
const lock = { many, windowMs, lockedMs };

interface PasswordLoginDeps<Tx> {
  readonly users: Pick<UserStore<Tx>, 'findByEmail'>;
  readonly wrongPasswords: WrongPasswordStore<Tx>;
  readonly passwords: Pick<Passwords, 'verify'>;
  readonly transact: Transact<Tx>;
  readonly clock: () => Date;
}

export interface Credentials {
  readonly email: string;
  readonly password: string;
}

/**
 * Tells whose e-mail address and password these are. Five wrong ones in 15 minutes lock the address for 15 minutes,
 * whether somebody has it or not. An unknown address, a wrong password, a locked and a disabled user pass the same
 * statements and one hash, so neither the answer nor its time tells them apart.
 */
export class PasswordLogin<Tx> {
  readonly #deps: PasswordLoginDeps<Tx>;

  constructor(deps: PasswordLoginDeps<Tx>) {
    this.#deps = deps;
  }

  /** Runs `then` for the user, in the transaction that saw that he is not locked; null where it must not be run. */
  async run<T>({ email, password }: Credentials, then: (tx: Tx, user: FoundUser) => Promise<T>): Promise<T | null> {
    const { users, wrongPasswords, passwords, transact, clock } = this.#deps;
    // '' is nobody's: what is no address costs the same look.
    const found = await users.findByEmail(readEmail(email) ?? '');
    const user = found?.disabledAt === null ? found : null;
    const isRight = await passwords.verify(password, user?.password ?? null);
    const login = loginHash(email);
    return transact(async (tx) => {
      // Of guesses that were hashed at the same time, those after the fifth wrong one find the lock here.
      const isLocked = await wrongPasswords.isLocked(tx, { login, at: clock() });
      if (isRight && user !== null && !isLocked) return then(tx, user);
      await wrongPasswords.note(tx, { login, at: clock(), ...lock });
      return null;
    });
  }
}
