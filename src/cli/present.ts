import type { ClientEntry } from '../access/client-ports.ts';
import type { TokenEntry } from '../access/ports.ts';
import type { Organization } from '../access/principal.ts';
import type { UserEntry } from '../access/user-ports.ts';

/** An organization as `--json` prints it. */
export function presentOrganization({ publicId, code, name, parentCode }: Organization) {
  return { id: publicId, code, name, parent: parentCode };
}

/** A token as `--json` prints it: never the token itself. */
export function presentToken(token: TokenEntry) {
  const { publicId, organizationCode, name, scopes, createdAt, expiresAt, revokedAt, lastUsedAt } = token;
  return { id: publicId, organization: organizationCode, name, scopes, createdAt, expiresAt, revokedAt, lastUsedAt };
}

/** A user as `--json` prints it: never the password. */
export function presentUser({
  publicId,
  organizationCode,
  email,
  scopes,
  createdAt,
  disabledAt,
  lastUsedAt,
}: UserEntry) {
  return { id: publicId, organization: organizationCode, email, scopes, createdAt, disabledAt, lastUsedAt };
}

/** A client as `--json` prints it: never its secret. */
export function presentClient(client: ClientEntry) {
  const { publicId, organizationCode, name, scopes, grantTypes, createdAt, revokedAt, lastUsedAt } = client;
  return { id: publicId, organization: organizationCode, name, scopes, grantTypes, createdAt, revokedAt, lastUsedAt };
}
