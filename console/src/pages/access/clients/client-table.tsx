import { m } from '../../../messages/messages.ts';
import { Button } from '../../../parts/button.tsx';
import { TableFrame } from '../../../parts/table-frame.tsx';
import styles from '../access.module.css';
import { Day } from '../day.tsx';
import { LastUsed } from '../last-used.tsx';
import { Owned } from '../owned.tsx';
import { ScopeWords } from '../scopes.tsx';
import { StateBadge } from '../state-badge.tsx';
import type { Client } from './use-clients.ts';

interface ClientTableProps {
  readonly clients: readonly Client[];
  readonly onRevoke: (client: Client) => void;
}

export function ClientTable({ clients, onRevoke }: ClientTableProps) {
  return (
    <TableFrame label={m.access.clients}>
      <thead>
        <tr>
          <th scope="col">{m.access.name}</th>
          <th scope="col">{m.access.state}</th>
          <th scope="col">{m.access.client.id}</th>
          <th scope="col">{m.access.mayDo}</th>
          <th scope="col">{m.access.made}</th>
          <th scope="col">{m.access.lastUsed}</th>
          <th scope="col">
            <span className="visually-hidden">{m.access.actions}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {clients.map((client) => (
          <ClientRow key={client.id} client={client} onRevoke={onRevoke} />
        ))}
      </tbody>
    </TableFrame>
  );
}

function ClientRow({ client, onRevoke }: { client: Client; onRevoke: ClientTableProps['onRevoke'] }) {
  return (
    <tr className={client.revokedAt === null ? undefined : styles.ended}>
      <td>
        <Owned name={client.name} code={client.organization} />
      </td>
      <td>
        <StateBadge {...client} />
      </td>
      <td>
        <code>{client.id}</code>
        <div className={styles.organization}>
          {client.grantTypes.map((grant) => m.access.client.grants[grant].label).join(' · ')}
        </div>
      </td>
      <td className={styles.words}>
        <ScopeWords scopes={client.scopes} />
      </td>
      <td className={styles.moment}>
        <Day at={client.createdAt} />
      </td>
      <td className={styles.moment}>
        <LastUsed at={client.lastUsedAt} />
      </td>
      <td className={styles.action}>
        {client.revokedAt === null && (
          <Button kind="quiet" aria-label={m.access.revokeOf(client.name)} onClick={() => onRevoke(client)}>
            {m.access.revoke}
          </Button>
        )}
      </td>
    </tr>
  );
}
