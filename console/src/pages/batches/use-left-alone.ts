import { useQuery } from '@tanstack/react-query';
import { api } from '../../api/api.ts';
import type { Batch, OutcomeKind } from './batch-words.ts';
import type { Outcome } from './use-outcomes.ts';

/** Customers that are named on the page; the file of an undo, or of its preview, names them all. */
const shownMax = 50;
/** Records read at once, and pages of them that are looked through for a partly edited customer. */
const pageMax = 1_000;
const pagesMax = 10;

/** Who of an undo's customers was edited since, wholly or in part, and so keeps what he has: the first of them. */
export function useLeftAlone({ id, counts }: Pick<Batch, 'id' | 'counts'>) {
  const wanted = Math.min(shownMax, counts.failed + counts.warned);
  // Who is restored in part is found only among those who are restored.
  const kinds: OutcomeKind[] = counts.warned > 0 ? ['failed', 'updated', 'unchanged'] : ['failed'];
  return useQuery({
    queryKey: ['batches', 'left-alone', id],
    enabled: wanted > 0,
    staleTime: Infinity,
    queryFn: async ({ signal }): Promise<Outcome[]> => {
      const found: Outcome[] = [];
      let cursor: string | null = '';
      for (let page = 0; page < pagesMax && cursor !== null && found.length < wanted; page += 1) {
        const query: { limit: number; cursor: string; outcome: OutcomeKind[] } = {
          limit: pageMax,
          cursor,
          outcome: kinds,
        };
        const read = await api.get('/api/v1/batches/{id}/outcomes', { path: { id }, query, overrides: { signal } });
        found.push(...read.data.filter(({ outcome, leftAlone }) => outcome === 'failed' || leftAlone !== undefined));
        cursor = read.nextCursor;
      }
      return found.slice(0, wanted);
    },
  });
}
