import { Type } from 'typebox';
import type { Static } from 'typebox';
import type { Organization } from '../../access/principal.ts';

/** An organization on the wire. */
export const organizationEntry = Type.Object({
  id: Type.String({ description: '`org_…`' }),
  code: Type.String({ pattern: '^CEK[A-Z0-9]{7}$' }),
  name: Type.String(),
  parent: Type.Union([Type.String(), Type.Null()], { description: "The parent's code; null for the root." }),
});

/** Translates an organization to the wire. */
export function presentOrganization(organization: Organization): Static<typeof organizationEntry> {
  const { publicId, code, name, parentCode } = organization;
  return { id: publicId, code, name, parent: parentCode };
}
