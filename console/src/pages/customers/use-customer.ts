import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/api.ts';
import type { Endpoints } from '../../api/generated/client.ts';

export type Customer = Endpoints.get_GetListCustomer['responses'][200]['data'];

/** Which customer: the id of his list, and his key there. */
export interface CustomerId {
  readonly id: string;
  readonly key: string;
}

export function useCustomer(customer: CustomerId) {
  return useQuery({
    queryKey: customerQuery(customer),
    queryFn: async ({ signal }) => readCustomer(customer, signal),
  });
}

interface Edit {
  readonly field: string;
  /** null: it is cleared. */
  readonly value: unknown;
  /** The version that its writer has seen: what somebody else has changed since is not overwritten unseen. */
  readonly version: number;
}

/** Sets one field. */
export function useSaveField(customer: CustomerId) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ field, value, version }: Edit) => {
      // An own property whatever it is called.
      const patch = Object.fromEntries([[field, value]]);
      const path = '/api/v1/lists/{id}/customers/{key}';
      return (await api.patch(path, { path: { ...customer }, body: { patch, version } })).data;
    },
    onSuccess: async () => refreshed(queries, customer),
  });
}

/** Reads him anew, with all that shows him. */
export async function refreshed(queries: ReturnType<typeof useQueryClient>, customer: CustomerId): Promise<void> {
  await Promise.all([
    queries.invalidateQueries({ queryKey: customerQuery(customer) }),
    queries.invalidateQueries({ queryKey: ['customers', 'history', customer.id, customer.key] }),
    queries.invalidateQueries({ queryKey: ['customers', 'found'] }),
    queries.invalidateQueries({ queryKey: ['batches'] }),
  ]);
}

function customerQuery({ id, key }: CustomerId) {
  return ['customers', 'one', id, key];
}

export async function readCustomer(customer: CustomerId, signal?: AbortSignal): Promise<Customer> {
  const path = '/api/v1/lists/{id}/customers/{key}';
  return (await api.get(path, { path: { ...customer }, overrides: signal ? { signal } : {} })).data;
}
