import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/api.ts';
import { m } from '../../messages/messages.ts';
import { type CustomerId, refreshed } from './use-customer.ts';

/** Takes back what a batch has done to a customer, and waits until it is done: true when anything was restored. */
export function useUndo(customer: CustomerId) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (batchId: string): Promise<boolean> => {
      const { data: undo } = await api.post('/api/v1/batches/{id}/undo', { path: { id: batchId } });
      const updated = await restored(undo.id);
      return updated > 0;
    },
    onSettled: async () => refreshed(queries, customer),
  });
}

/** Milliseconds. */
const askEveryMs = 250;
const patienceMs = 30_000;
const final: ReadonlySet<string> = new Set(['completed', 'cancelled', 'failed']);

/** How many customers an undo has restored, once it has ended. */
async function restored(id: string): Promise<number> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const { data } = await api.get('/api/v1/batches/{id}', { path: { id } });
    if (final.has(data.state)) return data.counts.updated;
    if (Date.now() > deadline) throw new Error(m.customers.undoTakesLong);
    await new Promise((resolve) => setTimeout(resolve, askEveryMs));
  }
}
