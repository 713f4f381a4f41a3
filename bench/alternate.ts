interface Alternation<T> {
  readonly times: number;
  readonly signal: AbortSignal;
  /** What both sides of a pair are given. */
  readonly prepare: (time: number) => T;
  readonly ours: (prepared: T) => Promise<void>;
  readonly floor: (prepared: T) => Promise<void>;
}

/** Runs ours and the floor in turn, so that what else the machine does meets both; who goes first changes each time. */
export async function alternate<T>({ times, signal, prepare, ours, floor }: Alternation<T>): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    signal.throwIfAborted();
    const prepared = prepare(time);
    const [first, second] = time % 2 === 0 ? [ours, floor] : [floor, ours];
    await first(prepared);
    await second(prepared);
  }
}
