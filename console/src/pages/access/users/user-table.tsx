import { m } from '../../../messages/messages.ts';
import { CredentialTable } from '../credential-table.tsx';
import { type UserAction, UserMenu } from './user-menu.tsx';
import type { User } from './use-users.ts';

interface UserTableProps {
  readonly users: readonly User[];
  readonly onAction: (user: User, action: UserAction) => void;
}

export function UserTable({ users, onAction }: UserTableProps) {
  return (
    <CredentialTable
      label={m.access.users}
      credentials={users}
      name={{ head: m.access.user.email, renderCell: ({ email }) => email }}
      renderAction={(user) => <UserMenu user={user} onAction={(action) => onAction(user, action)} />}
    />
  );
}
