import type { Scope } from './session.ts';
import { useOrganization } from './organization.tsx';

/** Whether who is signed in may do what needs this scope. What he may not is not offered. */
export function useMay(scope: Scope): boolean {
  const { session } = useOrganization();
  return session.scopes.includes('admin') || session.scopes.includes(scope);
}
