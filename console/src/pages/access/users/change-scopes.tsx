import { useState } from 'react';
import type { Scope } from '../../../api/session.ts';
import { m } from '../../../messages/messages.ts';
import { FormDialog } from '../../../parts/form-dialog.tsx';
import { say } from '../../../parts/toast.tsx';
import { ScopesField } from '../scopes.tsx';
import { useChangeUser, type User } from './use-users.ts';

export function ChangeScopes({ user, onClose }: { user: User; onClose: () => void }) {
  const change = useChangeUser(user.id);
  const [scopes, setScopes] = useState<readonly Scope[]>(user.scopes);
  const onSuccess = (): void => {
    say(m.access.user.changed(user.email));
    onClose();
  };
  return (
    <FormDialog
      title={m.access.user.scopesOf(user.email)}
      submit={m.common.save}
      isBusy={change.isPending}
      error={change.error}
      onSubmit={() => scopes.length > 0 && change.mutate({ scopes }, { onSuccess })}
      onClose={onClose}
    >
      <ScopesField label={m.access.whatHeMay} values={scopes} onChange={setScopes} isFaulty />
    </FormDialog>
  );
}
