import { useState } from 'react';
import { m } from '../../../messages/messages.ts';
import { MoreButton } from '../../../parts/more-button.tsx';
import { Section } from '../section.tsx';
import { ChangePassword } from './change-password.tsx';
import { ChangeScopes } from './change-scopes.tsx';
import { DisableUser } from './disable-user.tsx';
import { NewUser } from './new-user.tsx';
import type { UserAction } from './user-menu.tsx';
import { UserTable } from './user-table.tsx';
import { type User, useUsers } from './use-users.ts';

/** What is done to a user, in a dialog each. */
const dialogs = { scopes: ChangeScopes, password: ChangePassword, disable: DisableUser } as const;

/** The people of the organization and of those below it. */
export function Users() {
  const users = useUsers();
  const [isMaking, setMaking] = useState(false);
  const [chosen, setChosen] = useState<{ readonly user: User; readonly action: UserAction } | null>(null);
  const Dialog = chosen && dialogs[chosen.action];
  return (
    <>
      <Section
        lead={m.access.user.lead}
        newLabel={m.access.user.new}
        onNew={() => setMaking(true)}
        query={users}
        empty={{ title: m.access.user.emptyTitle, text: m.access.user.empty }}
      >
        <UserTable users={users.entries ?? []} onAction={(user, action) => setChosen({ user, action })} />
        <MoreButton {...users} />
      </Section>
      {isMaking && <NewUser onClose={() => setMaking(false)} />}
      {Dialog && <Dialog user={chosen.user} onClose={() => setChosen(null)} />}
    </>
  );
}
