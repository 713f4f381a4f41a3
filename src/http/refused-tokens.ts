import { hash } from 'node:crypto';

/** Tokens that are remembered; some hundred bytes each. */
const rememberedMax = 1_000;

/** The tokens that were refused last, by their hashes. */
export class RefusedTokens {
  readonly #hashes = new Set<string>();

  has(token: string): boolean {
    return this.#hashes.size > 0 && this.#hashes.has(hash('sha256', token));
  }

  add(token: string): void {
    this.#hashes.add(hash('sha256', token));
    const [oldest] = this.#hashes;
    if (this.#hashes.size > rememberedMax && oldest !== undefined) this.#hashes.delete(oldest);
  }
}
