import { Type } from 'typebox';
import type { Static } from 'typebox';
import type { UserEntry } from '../../access/user-ports.ts';
import { scopeNames } from './token-entry.ts';
import { momentOrNull } from './wire.ts';

/** A user on the wire: never the password. */
export const userEntry = Type.Object({
  id: Type.String({ description: '`usr_…`' }),
  organization: Type.String({ description: 'The code of the organization.' }),
  email: Type.String({ description: 'In lower case.' }),
  scopes: scopeNames,
  disabled: Type.Boolean(),
  createdAt: Type.String({ format: 'date-time' }),
  disabledAt: momentOrNull,
  lastUsedAt: momentOrNull,
});

/** Translates a user to the wire. */
export function presentUser(user: UserEntry): Static<typeof userEntry> {
  return {
    id: user.publicId,
    organization: user.organizationCode,
    email: user.email,
    scopes: [...user.scopes],
    disabled: user.disabledAt !== null,
    createdAt: user.createdAt.toISOString(),
    disabledAt: user.disabledAt?.toISOString() ?? null,
    lastUsedAt: user.lastUsedAt?.toISOString() ?? null,
  };
}

/** A password in a request; what is wrong with one, `passwordFaults` says. */
export const password = Type.String({
  description: '12 to 256 characters. Nobody sees it again.',
});
