import type { Transact } from './ports.ts';

/** Runs `work` in one transaction; an answer that refuses leaves nothing behind, whether it was thrown or returned. */
export async function transactOrRefuse<Tx, A extends { readonly status: number }>(
  transact: Transact<Tx>,
  work: (tx: Tx) => Promise<A>,
): Promise<A> {
  let refusal: A | undefined;
  try {
    return await transact(async (tx) => {
      const answer = await work(tx);
      if (answer.status < 400) return answer;
      refusal = answer;
      throw new Error('rolled back, because the answer refuses');
    });
  } catch (error) {
    if (refusal) return refusal;
    throw error;
  }
}
