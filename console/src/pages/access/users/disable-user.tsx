import { m } from '../../../messages/messages.ts';
import { Confirm } from '../../../parts/dialog.tsx';
import { ErrorState } from '../../../parts/error-state.tsx';
import { Notice } from '../../../parts/notice.tsx';
import { say } from '../../../parts/toast.tsx';
import { useOwnId } from '../use-own-id.ts';
import { useChangeUser, type User } from './use-users.ts';

export function DisableUser({ user, onClose }: { user: User; onClose: () => void }) {
  const change = useChangeUser(user.id);
  const ownId = useOwnId();
  const onSuccess = (): void => {
    say(m.access.user.changed(user.email));
    onClose();
  };
  return (
    <Confirm
      isOpen
      onClose={onClose}
      title={m.access.user.disableTitle(user.email)}
      confirm={m.access.user.confirm}
      isBusy={change.isPending}
      onConfirm={() => change.mutate({ disabled: true }, { onSuccess })}
    >
      {change.error && <ErrorState error={change.error} />}
      <p>{m.access.user.disableMeans}</p>
      {user.id === ownId && <Notice kind="warning">{m.access.user.isYou}</Notice>}
    </Confirm>
  );
}
