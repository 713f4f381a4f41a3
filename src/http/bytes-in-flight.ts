/**
 * Bytes of JSON bodies that this process holds, against one limit. A lease belongs to one request: it grows as bytes
 * arrive, and is given back once, when the answer is sent or the client has gone away, and the operation is through:
 * it holds the body, or what was parsed from it, also for a client that did not wait.
 */
export class BytesInFlight {
  readonly max: number;
  #held = 0;

  constructor(max: number) {
    this.max = max;
  }

  get held(): number {
    return this.#held;
  }

  lease(): Lease {
    let leased = 0;
    let ended = false;
    return {
      take: (bytes) => {
        // After the end nothing more is taken: nobody would give it back.
        if (ended || this.#held + bytes > this.max) return false;
        this.#held += bytes;
        leased += bytes;
        return true;
      },
      end: () => {
        ended = true;
        this.#held -= leased;
        leased = 0;
      },
    };
  }
}

export interface Lease {
  /** False when there is no room. */
  readonly take: (bytes: number) => boolean;
  readonly end: () => void;
}
