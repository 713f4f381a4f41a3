import { CircleUser } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useOrganization } from '../api/organization.tsx';
import { m } from '../messages/messages.ts';
import menu from '../parts/menu.module.css';

const UserMenuOpened = lazy(async () => ({ default: (await import('./user-menu-opened.tsx')).UserMenuOpened }));

/** The way to who one is; the menu's script is loaded when it is first asked for. */
export function UserMenu() {
  const { session } = useOrganization();
  const [isWanted, setWanted] = useState(false);
  const button = (
    <button
      type="button"
      className={menu.trigger}
      aria-label={m.shell.signedInAs(session.name)}
      aria-haspopup="menu"
      aria-expanded={false}
      onClick={() => setWanted(true)}
    >
      <CircleUser aria-hidden />
    </button>
  );
  if (!isWanted) return button;
  return (
    <Suspense fallback={button}>
      <UserMenuOpened />
    </Suspense>
  );
}
