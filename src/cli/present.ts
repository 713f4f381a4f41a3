import type { TokenEntry } from '../access/ports.ts';
import type { Organization } from '../access/principal.ts';

/** An organization as `--json` prints it. */
export function presentOrganization({ publicId, code, name, parentCode }: Organization) {
  return { id: publicId, code, name, parent: parentCode };
}

/** A token as `--json` prints it: never the token itself. */
export function presentToken(token: TokenEntry) {
  const { publicId, organizationCode, name, scopes, createdAt, expiresAt, revokedAt, lastUsedAt } = token;
  return { id: publicId, organization: organizationCode, name, scopes, createdAt, expiresAt, revokedAt, lastUsedAt };
}
