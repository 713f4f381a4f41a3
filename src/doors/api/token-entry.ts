import { Type } from 'typebox';
import type { Static } from 'typebox';
import type { TokenEntry } from '../../access/ports.ts';
import { scopes } from '../../access/principal.ts';
import { momentOrNull } from './wire.ts';

/** The scopes by name. */
export const scopeNames = Type.Array(Type.Enum([...scopes]));

/** A token on the wire: never the token itself. */
export const tokenEntry = Type.Object({
  id: Type.String({ description: '`tok_…`' }),
  organization: Type.String({ description: 'The code of its organization.' }),
  name: Type.String(),
  scopes: scopeNames,
  createdAt: Type.String({ format: 'date-time' }),
  expiresAt: momentOrNull,
  revokedAt: momentOrNull,
  lastUsedAt: momentOrNull,
});

/** Translates a token to the wire. */
export function presentToken(token: TokenEntry): Static<typeof tokenEntry> {
  return {
    id: token.publicId,
    organization: token.organizationCode,
    name: token.name,
    scopes: [...token.scopes],
    createdAt: token.createdAt.toISOString(),
    expiresAt: token.expiresAt?.toISOString() ?? null,
    revokedAt: token.revokedAt?.toISOString() ?? null,
    lastUsedAt: token.lastUsedAt?.toISOString() ?? null,
  };
}
