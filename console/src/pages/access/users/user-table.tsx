import { m } from '../../../messages/messages.ts';
import { TableFrame } from '../../../parts/table-frame.tsx';
import styles from '../access.module.css';
import { Day } from '../day.tsx';
import { LastUsed } from '../last-used.tsx';
import { Owned } from '../owned.tsx';
import { ScopeWords } from '../scopes.tsx';
import { StateBadge } from '../state-badge.tsx';
import { type UserAction, UserMenu } from './user-menu.tsx';
import type { User } from './use-users.ts';

interface UserTableProps {
  readonly users: readonly User[];
  readonly onAction: (user: User, action: UserAction) => void;
}

export function UserTable({ users, onAction }: UserTableProps) {
  return (
    <TableFrame label={m.access.users}>
      <thead>
        <tr>
          <th scope="col">{m.access.user.email}</th>
          <th scope="col">{m.access.state}</th>
          <th scope="col">{m.access.mayDo}</th>
          <th scope="col">{m.access.made}</th>
          <th scope="col">{m.access.lastUsed}</th>
          <th scope="col">
            <span className="visually-hidden">{m.access.actions}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {users.map((user) => (
          <tr key={user.id} className={user.disabled ? styles.ended : undefined}>
            <td>
              <Owned name={user.email} code={user.organization} />
            </td>
            <td>
              <StateBadge {...user} />
            </td>
            <td className={styles.words}>
              <ScopeWords scopes={user.scopes} />
            </td>
            <td className={styles.moment}>
              <Day at={user.createdAt} />
            </td>
            <td className={styles.moment}>
              <LastUsed at={user.lastUsedAt} />
            </td>
            <td className={styles.action}>
              <UserMenu user={user} onAction={(action) => onAction(user, action)} />
            </td>
          </tr>
        ))}
      </tbody>
    </TableFrame>
  );
}
