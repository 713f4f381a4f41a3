import { Type } from 'typebox';
import type { Static } from 'typebox';
import { grantTypes } from '../../access/client-ports.ts';
import type { ClientEntry } from '../../access/client-ports.ts';
import { scopeNames } from './token-entry.ts';
import { momentOrNull } from './wire.ts';

/** How a client may get its first token. */
export const grantTypeNames = Type.Array(Type.Enum([...grantTypes]));

/** A client on the wire: never its secret. */
export const clientEntry = Type.Object({
  id: Type.String({ description: '`cli_…`: what it names itself by at `POST /oauth/token`.' }),
  organization: Type.String({ description: 'The code of its organization.' }),
  name: Type.String(),
  scopes: scopeNames,
  grantTypes: grantTypeNames,
  createdAt: Type.String({ format: 'date-time' }),
  revokedAt: momentOrNull,
  lastUsedAt: momentOrNull,
});

/** Translates a client to the wire. */
export function presentClient(client: ClientEntry): Static<typeof clientEntry> {
  return {
    id: client.publicId,
    organization: client.organizationCode,
    name: client.name,
    scopes: [...client.scopes],
    grantTypes: [...client.grantTypes],
    createdAt: client.createdAt.toISOString(),
    revokedAt: client.revokedAt?.toISOString() ?? null,
    lastUsedAt: client.lastUsedAt?.toISOString() ?? null,
  };
}
