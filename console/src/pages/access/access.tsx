import { Tabs } from '@base-ui/react/tabs';
import { useSearchParams } from 'wouter';
import { useOrganization } from '../../api/organization.tsx';
import { m } from '../../messages/messages.ts';
import { PageHeader } from '../../parts/page-header.tsx';
import tabs from '../../parts/tabs.module.css';
import styles from './access.module.css';
import { Clients } from './clients/clients.tsx';
import { Organizations } from './organizations/organizations.tsx';
import { Tokens } from './tokens/tokens.tsx';
import { Users } from './users/users.tsx';

const sections = [
  { name: 'tokens', label: m.access.tokens, Section: Tokens },
  { name: 'users', label: m.access.users, Section: Users },
  { name: 'clients', label: m.access.clients, Section: Clients },
  { name: 'organizations', label: m.access.organizations, Section: Organizations },
] as const;

/** Who may do what: tokens, users, clients of OAuth, organizations; which of them stands in the address. */
export function Access() {
  const { organization } = useOrganization();
  const [search, setSearch] = useSearchParams();
  const shown = sections.find(({ name }) => name === search.get('tab')) ?? sections[0];
  return (
    <>
      <PageHeader title={m.shell.access} lead={m.access.lead(organization.name)} />
      <Tabs.Root value={shown.name} onValueChange={(name: string) => setSearch({ tab: name }, { replace: true })}>
        <Tabs.List className={tabs.list} aria-label={m.access.sections}>
          {sections.map(({ name, label }) => (
            <Tabs.Tab key={name} className={tabs.tab} value={name}>
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {sections.map(({ name, Section }) => (
          <Tabs.Panel key={name} className={styles.panel} value={name}>
            <Section />
          </Tabs.Panel>
        ))}
      </Tabs.Root>
    </>
  );
}
