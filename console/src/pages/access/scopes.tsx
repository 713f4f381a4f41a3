import type { Scope } from '../../api/session.ts';
import { useOrganization } from '../../api/organization.tsx';
import { m } from '../../messages/messages.ts';
import { CheckboxGroup } from '../../parts/checkbox-group.tsx';

const order: readonly Scope[] = [
  'customers:read',
  'customers:write',
  'batches:read',
  'campaigns:read',
  'campaigns:write',
  'admin',
];

/** What most programs and people are given. */
export const standardScopes: readonly Scope[] = order.filter((scope) => scope !== 'admin');

/** What somebody may do, in words. */
export function ScopeWords({ scopes }: { scopes: readonly Scope[] }) {
  const words = scopes.includes('admin')
    ? m.access.everything
    : order
        .filter((scope) => scopes.includes(scope))
        .map((scope) => m.access.scopes[scope].label)
        .join(' · ');
  return <span>{words}</span>;
}

interface ScopesFieldProps {
  readonly label: string;
  readonly values: readonly Scope[];
  readonly onChange: (values: readonly Scope[]) => void;
  readonly isFaulty: boolean;
}

/** What is granted. Nobody grants what he lacks, so that is not offered; whoever administers may do all the rest as well. */
export function ScopesField({ label, values, onChange, isFaulty }: ScopesFieldProps) {
  const { session } = useOrganization();
  const isAdmin = values.includes('admin');
  const offered = order.filter((scope) => session.scopes.includes('admin') || session.scopes.includes(scope));
  return (
    <CheckboxGroup
      label={label}
      choices={offered.map((scope) => ({
        value: scope,
        ...m.access.scopes[scope],
        isImplied: isAdmin && scope !== 'admin',
      }))}
      values={values}
      onChange={onChange}
      fault={isFaulty && values.length === 0 ? m.access.oneScope : null}
    />
  );
}
