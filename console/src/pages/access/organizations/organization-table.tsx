import { useOrganization } from '../../../api/organization.tsx';
import { m } from '../../../messages/messages.ts';
import { Badge } from '../../../parts/badge.tsx';
import { Button } from '../../../parts/button.tsx';
import { TableFrame } from '../../../parts/table-frame.tsx';
import styles from '../access.module.css';
import type { Placed } from './tree.ts';

/** Distance of a level, in rem. */
const indent = 1.5;

export function OrganizationTable({ placed }: { placed: readonly Placed[] }) {
  return (
    <TableFrame label={m.access.organizations}>
      <thead>
        <tr>
          <th scope="col">{m.access.name}</th>
          <th scope="col">{m.access.org.code}</th>
          <th scope="col">{m.access.org.parent}</th>
          <th scope="col">
            <span className="visually-hidden">{m.access.actions}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {placed.map((one) => (
          <OrganizationRow key={one.organization.code} placed={one} />
        ))}
      </tbody>
    </TableFrame>
  );
}

function OrganizationRow({ placed: { organization, depth } }: { placed: Placed }) {
  const { organization: acting, actFor } = useOrganization();
  const { code, name, parent } = organization;
  return (
    <tr>
      <td>
        <span className={styles.name} style={{ paddingInlineStart: `${depth * indent}rem` }}>
          {name}
        </span>
      </td>
      <td>
        <code>{code}</code>
      </td>
      <td>{parent === null ? '–' : <code>{parent}</code>}</td>
      <td className={styles.action}>
        {code === acting.code ? (
          <Badge tone="accent">{m.access.org.actingNow}</Badge>
        ) : (
          <Button kind="quiet" aria-label={m.access.org.actForOf(name)} onClick={() => actFor({ code, name })}>
            {m.access.org.actFor}
          </Button>
        )}
      </td>
    </tr>
  );
}
