import { useState } from 'react';
import { m } from '../../../messages/messages.ts';
import { MoreButton } from '../../../parts/more-button.tsx';
import { Section } from '../section.tsx';
import { NewOrganization } from './new-organization.tsx';
import { OrganizationTable } from './organization-table.tsx';
import { placed } from './tree.ts';
import { useOrganizations } from './use-organizations.ts';

/** The organization that is acted for and those below it, as a tree. */
export function Organizations() {
  const organizations = useOrganizations();
  const [isMaking, setMaking] = useState(false);
  const entries = organizations.entries ?? [];
  return (
    <>
      <Section
        lead={m.access.org.lead}
        newLabel={m.access.org.new}
        onNew={() => setMaking(true)}
        query={organizations}
        empty={{ title: m.access.organizations, text: m.access.org.lead }}
      >
        <OrganizationTable placed={placed(entries)} />
        <MoreButton {...organizations} />
      </Section>
      {isMaking && <NewOrganization parents={placed(entries)} onClose={() => setMaking(false)} />}
    </>
  );
}
