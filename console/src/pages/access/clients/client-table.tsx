import { m } from '../../../messages/messages.ts';
import styles from '../access.module.css';
import { CredentialTable } from '../credential-table.tsx';
import { RevokeButton } from '../revoke-button.tsx';
import type { Client } from './use-clients.ts';

interface ClientTableProps {
  readonly clients: readonly Client[];
  readonly onRevoke: (client: Client) => void;
}

export function ClientTable({ clients, onRevoke }: ClientTableProps) {
  return (
    <CredentialTable
      label={m.access.clients}
      credentials={clients}
      name={{ head: m.access.name, renderCell: ({ name }) => name }}
      second={{ head: m.access.client.id, renderCell: (client) => <ClientId client={client} /> }}
      renderAction={(client) => <RevokeButton of={client} onRevoke={onRevoke} />}
    />
  );
}

function ClientId({ client: { id, grantTypes } }: { client: Client }) {
  return (
    <>
      <code>{id}</code>
      <div className={styles.organization}>
        {grantTypes.map((grant) => m.access.client.grants[grant].label).join(' · ')}
      </div>
    </>
  );
}
