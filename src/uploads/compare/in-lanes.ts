/** So many are in hand at once: while the database answers for one, the other is worked on. */
const lanesMax = 2;

/** Does the work for each number from 0, two at a time. The first that fails is thrown, once nobody is at work any more. */
export async function inLanes(count: number, work: (number: number) => Promise<void>): Promise<void> {
  const numbers = Array.from({ length: count }, (_, number) => number).values();
  let hasFailed = false;
  const lane = async (): Promise<void> => {
    for (const number of numbers) {
      if (hasFailed) return;
      await work(number).catch((error: unknown) => {
        hasFailed = true;
        throw error;
      });
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: lanesMax }, lane));
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
}
