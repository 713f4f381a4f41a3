import { useState } from 'react';
import type { Scope } from '../../../api/session.ts';
import { m } from '../../../messages/messages.ts';
import { FormDialog } from '../../../parts/form-dialog.tsx';
import { TextField } from '../../../parts/text-field.tsx';
import { say } from '../../../parts/toast.tsx';
import { ScopesField, standardScopes } from '../scopes.tsx';
import { canBeTaken, type NewPassword, PasswordFields } from './password-fields.tsx';
import { useMakeUser } from './use-users.ts';

export function NewUser({ onClose }: { onClose: () => void }) {
  const make = useMakeUser();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState<NewPassword>({ password: '', again: '' });
  const [scopes, setScopes] = useState<readonly Scope[]>(standardScopes);
  const [isTried, setTried] = useState(false);
  const submit = (): void => {
    setTried(true);
    if (scopes.length === 0 || !canBeTaken(password)) return;
    const user = { email: email.trim(), password: password.password, scopes };
    make.mutate(user, {
      onSuccess: (made) => {
        say(m.access.user.made(made.email));
        onClose();
      },
    });
  };
  return (
    <FormDialog
      title={m.access.user.new}
      submit={m.access.user.make}
      isBusy={make.isPending}
      error={make.error}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextField
        label={m.access.user.email}
        type="email"
        autoComplete="off"
        value={email}
        onChange={setEmail}
        required
      />
      <PasswordFields label={m.access.user.password} value={password} onChange={setPassword} isFaulty={isTried} />
      <ScopesField label={m.access.whatHeMay} values={scopes} onChange={setScopes} isFaulty={isTried} />
    </FormDialog>
  );
}
