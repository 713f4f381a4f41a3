import type { Organization } from './use-organizations.ts';

/** An organization, and how far it stands below the topmost one that is shown. */
export interface Placed {
  readonly organization: Organization;
  readonly depth: number;
}

/** Each organization right below its parent, as deep as it stands. Those whose parent is not shown stand at the top. */
export function placed(organizations: readonly Organization[]): readonly Placed[] {
  const known = new Set(organizations.map(({ code }) => code));
  const tops = organizations.filter(({ parent }) => parent === null || !known.has(parent));
  const below = Map.groupBy(organizations, ({ parent }) => parent);
  const withAllBelow = (organization: Organization, depth: number): readonly Placed[] => [
    { organization, depth },
    ...(below.get(organization.code) ?? []).flatMap((one) => withAllBelow(one, depth + 1)),
  ];
  return tops.flatMap((organization) => withAllBelow(organization, 0));
}
