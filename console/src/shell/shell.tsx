import { Menu as MenuIcon } from 'lucide-react';
import { type ReactNode, Suspense, useEffect, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { useOrganization } from '../api/organization.tsx';
import { m } from '../messages/messages.ts';
import { FaultBoundary } from '../parts/fault-boundary.tsx';
import { IconButton } from '../parts/icon-button.tsx';
import { Loading } from '../parts/loading.tsx';
import { Logo } from '../parts/logo.tsx';
import { ConnectionNotice } from './connection-notice.tsx';
import { Navigation } from './navigation.tsx';
import { OrganizationSwitch } from './organization-switch.tsx';
import { SignOutNotice } from './sign-out-notice.tsx';
import { UserMenu } from './user-menu.tsx';
import styles from './shell.module.css';

/** What stands around every page: the ways to the others, for whom one acts, who one is. */
export function Shell({ children }: { children: ReactNode }) {
  const [location] = useLocation();
  const { organization } = useOrganization();
  const [isOpen, setOpen] = useState(false);
  const content = useRef<HTMLElement>(null);
  const before = useRef(location);
  useEffect(() => {
    if (before.current === location) return;
    before.current = location;
    setOpen(false);
    // As when a browser loads a page: who reads by ear or by keyboard starts at its top.
    content.current?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }, [location]);
  return (
    <div className={styles.shell}>
      <a className={styles.skip} href="#content">
        {m.common.skipToContent}
      </a>
      <header className={styles.head}>
        <IconButton
          className={styles.burger}
          label={m.shell.openMenu}
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
        >
          <MenuIcon />
        </IconButton>
        <Logo />
        <span className={styles.spring} />
        <OrganizationSwitch />
        <UserMenu />
      </header>
      <Navigation className={isOpen ? styles.navigationOpen : styles.navigation} />
      <main id="content" className={styles.content} ref={content} tabIndex={-1}>
        <ConnectionNotice />
        <SignOutNotice />
        {/* A page keeps nothing of another organization: neither what it shows nor what was typed into it. */}
        <FaultBoundary key={`${organization.code} ${location}`}>
          <Suspense fallback={<Loading label={m.common.loading} />}>{children}</Suspense>
        </FaultBoundary>
      </main>
    </div>
  );
}
