import { Type } from 'typebox';
import type { Static } from 'typebox';
import type { Session } from '../../access/session.ts';
import { organizationEntry, presentOrganization } from './organization-entry.ts';
import { scopeNames } from './token-entry.ts';

/** A session on the wire: never its cookie's secret. */
export const sessionEntry = Type.Object({
  kind: Type.Enum(['token', 'user'], { description: 'What was signed in with.' }),
  name: Type.String({ description: "The token's name, or the user's e-mail address." }),
  organization: organizationEntry,
  scopes: scopeNames,
  csrfToken: Type.String({
    description: 'Goes into the header `x-csrf-token` of every request by this cookie that is not GET.',
  }),
  expiresAt: Type.String({ format: 'date-time', description: 'The end, however much it is used.' }),
});

/** Translates a session to the wire. */
export function presentSession({ kind, principal, csrfToken, expiresAt }: Session): Static<typeof sessionEntry> {
  return {
    kind,
    name: principal.tokenName,
    organization: presentOrganization(principal.organization),
    scopes: [...principal.scopes],
    csrfToken,
    expiresAt: expiresAt.toISOString(),
  };
}
