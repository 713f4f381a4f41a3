import type { Principal } from '../../access/principal.ts';

/** Whether an answer to who writes may show customers' data as well; `admin` has all scopes. */
export function mayReadCustomers({ scopes }: Pick<Principal, 'scopes'>): boolean {
  return scopes.has('customers:read') || scopes.has('admin');
}
