import type { Route } from './route.ts';

/** The query parameter that names an organization to act for; null: the route acts for the token's own alone. */
export function organizationParameter({ actsBelow = false }: Pick<Route<never>, 'actsBelow'>): string | null {
  if (actsBelow === false) return null;
  return actsBelow === true ? 'organization' : actsBelow;
}
