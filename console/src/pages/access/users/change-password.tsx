import { useState } from 'react';
import { m } from '../../../messages/messages.ts';
import { FormDialog } from '../../../parts/form-dialog.tsx';
import { Notice } from '../../../parts/notice.tsx';
import { say } from '../../../parts/toast.tsx';
import { canBeTaken, type NewPassword, PasswordFields } from './password-fields.tsx';
import { useChangeUser, type User } from './use-users.ts';

export function ChangePassword({ user, onClose }: { user: User; onClose: () => void }) {
  const change = useChangeUser(user.id);
  const [password, setPassword] = useState<NewPassword>({ password: '', again: '' });
  const [isTried, setTried] = useState(false);
  const submit = (): void => {
    setTried(true);
    if (!canBeTaken(password)) return;
    const onSuccess = (): void => {
      say(m.access.user.changed(user.email));
      onClose();
    };
    change.mutate({ password: password.password }, { onSuccess });
  };
  return (
    <FormDialog
      title={m.access.user.passwordOf(user.email)}
      submit={m.common.save}
      isBusy={change.isPending}
      error={change.error}
      onSubmit={submit}
      onClose={onClose}
    >
      <Notice kind="info">{m.access.user.passwordMeans}</Notice>
      {/* So that a password manager knows whose it is. */}
      <input type="hidden" name="username" autoComplete="username" value={user.email} readOnly />
      <PasswordFields label={m.access.user.newPassword} value={password} onChange={setPassword} isFaulty={isTried} />
    </FormDialog>
  );
}
