import { scopes } from './principal.ts';
import type { Scope } from './principal.ts';

/** What a token may do that is made without naming scopes: everything but `admin`. */
export const defaultScopes: readonly Scope[] = scopes.filter((scope) => scope !== 'admin');

/** What granted scopes amount to: `admin` is all of them. */
export function effectiveScopes(granted: readonly Scope[]): ReadonlySet<Scope> {
  return new Set(granted.includes('admin') ? scopes : granted);
}

/** What all of these amount to together: the scopes that each of them grants, in the order of the list. */
export function sharedScopes(granted: readonly (readonly Scope[])[]): Scope[] {
  const each = granted.map(effectiveScopes);
  return scopes.filter((scope) => each.every((own) => own.has(scope)));
}

/** Faults of the scopes that someone who has `own` wants to grant; empty when he may. */
export function grantFaults(wanted: readonly string[], own: ReadonlySet<Scope>): string[] {
  if (wanted.length === 0) return ['scopes cannot be empty'];
  const unknown = wanted.filter((scope) => !isScope(scope));
  if (unknown.length > 0) return [`scopes must be among ${scopes.join(', ')}`];
  return wanted.filter((scope) => isScope(scope) && !own.has(scope)).map((scope) => `you lack the scope ${scope}`);
}

/** The scopes among `wanted`, once each, in the order of the list. */
export function inOrder(wanted: readonly string[]): Scope[] {
  return scopes.filter((scope) => wanted.includes(scope));
}

function isScope(text: string): text is Scope {
  return scopes.some((scope) => scope === text);
}
