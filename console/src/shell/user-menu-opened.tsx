import { Menu } from '@base-ui/react/menu';
import { CircleUser } from 'lucide-react';
import { useSignOut } from '../api/session.ts';
import { m } from '../messages/messages.ts';
import menu from '../parts/menu.module.css';
import { useOrganization } from '../api/organization.tsx';
import { type Theme, useTheme } from './theme.ts';

const themes: readonly { readonly value: Theme; readonly label: string }[] = [
  { value: 'system', label: m.shell.themeSystem },
  { value: 'light', label: m.shell.themeLight },
  { value: 'dark', label: m.shell.themeDark },
];

/** Who one is, how it looks, and the way out; open as soon as it is there. */
export function UserMenuOpened() {
  const { session } = useOrganization();
  const signOut = useSignOut();
  const [theme, setTheme] = useTheme();
  return (
    <Menu.Root defaultOpen>
      <Menu.Trigger className={menu.trigger} aria-label={m.shell.signedInAs(session.name)}>
        <CircleUser aria-hidden />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner sideOffset={6} align="end" className={menu.positioner}>
          <Menu.Popup className={menu.popup}>
            <Menu.Group>
              <Menu.GroupLabel className={menu.label}>{m.shell.signedInAs(session.name)}</Menu.GroupLabel>
            </Menu.Group>
            <Menu.Separator className={menu.separator} />
            <Menu.RadioGroup value={theme} onValueChange={(value: Theme) => setTheme(value)}>
              <Menu.GroupLabel className={menu.label}>{m.shell.theme}</Menu.GroupLabel>
              {themes.map(({ value, label }) => (
                <Menu.RadioItem key={value} value={value} className={menu.item}>
                  {label}
                </Menu.RadioItem>
              ))}
            </Menu.RadioGroup>
            <Menu.Separator className={menu.separator} />
            <Menu.Item className={menu.item} render={<a href="/docs">{m.shell.reference}</a>} />
            <Menu.Item className={menu.item} onClick={() => signOut.mutate()}>
              {m.shell.signOut}
            </Menu.Item>
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}
