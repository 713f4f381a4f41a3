import { Activity, FileUp, History, KeyRound, ListTree, type LucideIcon, Users, Webhook } from 'lucide-react';
import { Link, useLocation } from 'wouter';
import type { Scope } from '../api/session.ts';
import { m } from '../messages/messages.ts';
import { useOrganization } from '../api/organization.tsx';
import styles from './navigation.module.css';

interface Place {
  readonly to: string;
  readonly label: string;
  readonly icon: LucideIcon;
  /** null: open to all. */
  readonly scope: Scope | null;
  /** True: of those who run the whole service. */
  readonly rootOnly?: boolean;
}

const places: readonly Place[] = [
  { to: '/update', label: m.shell.update, icon: FileUp, scope: 'customers:write' },
  { to: '/batches', label: m.shell.batches, icon: History, scope: 'batches:read' },
  { to: '/customers', label: m.shell.customers, icon: Users, scope: 'customers:read' },
  { to: '/lists', label: m.shell.lists, icon: ListTree, scope: 'customers:read' },
  { to: '/access', label: m.shell.access, icon: KeyRound, scope: 'admin' },
  { to: '/webhooks', label: m.shell.webhooks, icon: Webhook, scope: 'admin' },
  { to: '/status', label: m.shell.status, icon: Activity, scope: 'admin', rootOnly: true },
];

/** The ways to the pages. What the token's scopes do not allow is not offered. */
export function Navigation({ className }: { className: string | undefined }) {
  const { session } = useOrganization();
  const [location] = useLocation();
  const allowed = places.filter(
    ({ scope, rootOnly }) =>
      (scope === null || session.scopes.includes('admin') || session.scopes.includes(scope)) &&
      (rootOnly !== true || session.organization.parent === null),
  );
  return (
    <nav className={className} aria-label={m.shell.navigation}>
      <ul className={styles.places}>
        {allowed.map(({ to, label, icon: Icon }) => (
          <li key={to}>
            <Link className={styles.place} href={to} aria-current={isAt(location, to) ? 'page' : undefined}>
              <Icon aria-hidden className={styles.icon} />
              {label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function isAt(location: string, to: string): boolean {
  if (to === '/update') return location === to || location.startsWith('/uploads/');
  if (to === '/customers') return location === to || location.includes('/customers/');
  return location === to || (location.startsWith(`${to}/`) && !location.includes('/customers/'));
}
