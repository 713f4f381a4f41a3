import type { Call } from './route.ts';

/** A path of our own API as a `Location`: it names the organization where that is not the token's own. */
export function locationOf(
  path: string,
  { organization, principal }: Pick<Call, 'organization' | 'principal'>,
): string {
  const isOwn = organization.id === principal.organization.id;
  return isOwn ? path : `${path}?organization=${organization.code}`;
}
