import { RequestError } from '../errors/request-error.ts';
import { limits } from './limits.ts';

/** How many of a kind this process does at once. Whoever finds no place is told so; nobody waits. */
export class Slots {
  readonly #max: number;
  readonly #refusal: string;
  #taken = 0;

  constructor(max: number, refusal: string) {
    this.#max = max;
    this.#refusal = refusal;
  }

  get taken(): number {
    return this.#taken;
  }

  /** Takes a place until it is disposed. Throws 503 when there is none. */
  take(): Disposable {
    if (this.#taken >= this.#max) {
      throw new RequestError('unavailable', this.#refusal, { retryAfterSeconds: limits.retryAfterSeconds });
    }
    this.#taken += 1;
    let held = true;
    return {
      [Symbol.dispose]: () => {
        if (held) this.#taken -= 1;
        held = false;
      },
    };
  }
}
