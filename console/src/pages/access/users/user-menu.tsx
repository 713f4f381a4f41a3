import { Menu } from '@base-ui/react/menu';
import { Ellipsis } from 'lucide-react';
import { m } from '../../../messages/messages.ts';
import menu from '../../../parts/menu.module.css';
import { say } from '../../../parts/toast.tsx';
import { useChangeUser, type User } from './use-users.ts';

/** What is done in a dialog. */
export type UserAction = 'scopes' | 'password' | 'disable';

interface UserMenuProps {
  readonly user: User;
  readonly onAction: (action: UserAction) => void;
}

/** What may be done to a user. To let somebody in again nobody need be asked. */
export function UserMenu({ user, onAction }: UserMenuProps) {
  const change = useChangeUser(user.id);
  const enable = (): void =>
    change.mutate(
      { disabled: false },
      { onSuccess: () => say(m.access.user.made(user.email)), onError: ({ message }) => say(message) },
    );
  return (
    <Menu.Root>
      <Menu.Trigger className={menu.trigger} aria-label={m.access.user.menuOf(user.email)}>
        <Ellipsis aria-hidden />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner sideOffset={4} align="end" className={menu.positioner}>
          <Menu.Popup className={menu.popup}>
            <Menu.Item className={menu.item} onClick={() => onAction('scopes')}>
              {m.access.user.changeScopes}
            </Menu.Item>
            <Menu.Item className={menu.item} onClick={() => onAction('password')}>
              {m.access.user.changePassword}
            </Menu.Item>
            {user.disabled ? (
              <Menu.Item className={menu.item} onClick={enable}>
                {m.access.user.enable}
              </Menu.Item>
            ) : (
              <Menu.Item className={menu.item} onClick={() => onAction('disable')}>
                {m.access.user.disable}
              </Menu.Item>
            )}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}
