/**
 * Joins one writer of bytes to one reader, with a bound on what lies between them.
 *
 *   open ──end()──▶ ended: the reader gets what is left, then the end
 *     └──fail(), or the reader stops──▶ broken: what lies there is dropped; every write, waiting or to come, rejects
 *
 * So neither side waits for one that is gone. Who hands `content` to a reader that may fail before it reads (a file
 * store that is away) calls `fail` then.
 */

export interface ByteQueue {
  /** Resolves when there is room for more. One write at a time; rejects where the reader has stopped. */
  write(bytes: Uint8Array): Promise<void>;
  end(): void;
  /** The reader gets this error, and so does each write. Nothing happens where it has ended already and all was read. */
  fail(error: unknown): void;
  /** To be read once. */
  readonly content: AsyncIterable<Uint8Array>;
}

export function byteQueue({ bytesMax = waitingBytesMax }: { readonly bytesMax?: number } = {}): ByteQueue {
  return new Queue(bytesMax);
}

const waitingBytesMax = 1_048_576;

type Ending = { readonly kind: 'ended' } | { readonly kind: 'broken'; readonly error: unknown };

class Queue implements ByteQueue, AsyncIterator<Uint8Array, undefined> {
  readonly #bytesMax: number;
  #waiting: Uint8Array[] = [];
  #bytes = 0;
  #ending: Ending | null = null;
  #isRead = false;
  #room: PromiseWithResolvers<void> | null = null;
  #more: PromiseWithResolvers<void> | null = null;
  readonly content: AsyncIterable<Uint8Array> = { [Symbol.asyncIterator]: () => this.#begin() };

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  async write(bytes: Uint8Array): Promise<void> {
    if (this.#ending?.kind === 'broken') throw this.#ending.error;
    if (this.#ending) throw new Error('This queue has ended.');
    if (bytes.length === 0) return;
    this.#waiting.push(bytes);
    this.#bytes += bytes.length;
    this.#wakeReader();
    if (this.#bytes < this.#bytesMax) return;
    this.#room ??= Promise.withResolvers();
    await this.#room.promise;
  }

  end(): void {
    this.#ending ??= { kind: 'ended' };
    this.#wakeReader();
  }

  fail(error: unknown): void {
    if (this.#ending?.kind === 'broken' || (this.#ending && this.#waiting.length === 0)) return;
    this.#ending = { kind: 'broken', error };
    this.#waiting = [];
    this.#bytes = 0;
    this.#room?.reject(error);
    this.#room = null;
    this.#wakeReader();
  }

  async next(): Promise<IteratorResult<Uint8Array, undefined>> {
    for (;;) {
      const bytes = this.#waiting.shift();
      if (bytes) return { done: false, value: this.#taken(bytes) };
      if (this.#ending?.kind === 'broken' && !(this.#ending.error instanceof ReaderStopped)) throw this.#ending.error;
      if (this.#ending) return { done: true, value: undefined };
      this.#more ??= Promise.withResolvers();
      await this.#more.promise;
    }
  }

  async return(): Promise<IteratorResult<Uint8Array, undefined>> {
    this.fail(new ReaderStopped());
    return { done: true, value: undefined };
  }

  #begin(): AsyncIterator<Uint8Array, undefined> {
    if (this.#isRead) throw new Error('What lies in a queue can be read once.');
    this.#isRead = true;
    return this;
  }

  #taken(bytes: Uint8Array): Uint8Array {
    this.#bytes -= bytes.length;
    if (this.#bytes < this.#bytesMax) {
      this.#room?.resolve();
      this.#room = null;
    }
    return bytes;
  }

  #wakeReader(): void {
    this.#more?.resolve();
    this.#more = null;
  }
}

class ReaderStopped extends Error {
  constructor() {
    super('Whoever read this content has stopped.');
    this.name = 'ReaderStopped';
  }
}
