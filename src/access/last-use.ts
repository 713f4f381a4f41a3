import type { FoundToken, TokenStore } from './ports.ts';

/** A token's last use is written at most this often. */
const writtenEveryMs = 60_000;

/** What access says to the log; never a token. */
export interface Log {
  warn(details: Readonly<Record<string, unknown>>, message: string): void;
}

interface LastUseDeps<Tx> {
  readonly tokens: Pick<TokenStore<Tx>, 'markUsed'>;
  /** Need not be durable: a last use that a crash forgets is noted by the next request. */
  readonly transact: (work: (tx: Tx) => Promise<void>) => Promise<void>;
  readonly log: Log;
}

/**
 * Notes when a token was last used, beside the request and never in its way. A token is due when what the database
 * holds is older than a minute, and being written while its write runs; its failure is logged and costs nothing else.
 */
export class LastUse<Tx> implements AsyncDisposable {
  readonly #deps: LastUseDeps<Tx>;
  readonly #writing = new Map<number, Promise<void>>();

  constructor(deps: LastUseDeps<Tx>) {
    this.#deps = deps;
  }

  note({ id, lastUsedAt }: Pick<FoundToken, 'id' | 'lastUsedAt'>, at: Date): void {
    const olderThan = new Date(at.getTime() - writtenEveryMs);
    if (this.#writing.has(id) || (lastUsedAt !== null && lastUsedAt > olderThan)) return;
    const { tokens, transact, log } = this.#deps;
    const write = transact((tx) => tokens.markUsed(tx, { tokenId: id, at, olderThan }))
      .catch((error: unknown) => log.warn({ err: error, tokenId: id }, "a token's last use could not be noted"))
      .finally(() => this.#writing.delete(id));
    this.#writing.set(id, write);
  }

  /** Waits for what is being written. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#writing.values());
  }
}
