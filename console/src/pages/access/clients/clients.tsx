import { useState } from 'react';
import { m } from '../../../messages/messages.ts';
import { MoreButton } from '../../../parts/more-button.tsx';
import { SecretDialog } from '../../../parts/secret-dialog.tsx';
import { Revoke } from '../revoke.tsx';
import { Section } from '../section.tsx';
import { ClientTable } from './client-table.tsx';
import { NewClient } from './new-client.tsx';
import { type Client, useClients, useRevokeClient } from './use-clients.ts';

/** The OAuth clients of the organization and of those below it. */
export function Clients() {
  const clients = useClients();
  const [isMaking, setMaking] = useState(false);
  const [made, setMade] = useState<(Pick<Client, 'id' | 'name'> & { readonly secret: string }) | null>(null);
  const [revoking, setRevoking] = useState<Client | null>(null);
  return (
    <>
      <Section
        lead={m.access.client.lead}
        newLabel={m.access.client.new}
        onNew={() => setMaking(true)}
        query={clients}
        empty={{ title: m.access.client.emptyTitle, text: m.access.client.empty }}
      >
        <ClientTable clients={clients.entries ?? []} onRevoke={setRevoking} />
        <MoreButton {...clients} />
      </Section>
      {isMaking && (
        <NewClient
          onClose={() => setMaking(false)}
          onMade={(client) => {
            setMaking(false);
            setMade(client);
          }}
        />
      )}
      {made && (
        <SecretDialog
          title={m.access.client.made(made.name)}
          beside={{ label: m.access.client.id, text: made.id }}
          label={m.access.client.secret}
          secret={made.secret}
          hint={m.access.client.use}
          onClose={() => setMade(null)}
        />
      )}
      {revoking && <RevokeClient client={revoking} onClose={() => setRevoking(null)} />}
    </>
  );
}

function RevokeClient({ client, onClose }: { client: Client; onClose: () => void }) {
  return (
    <Revoke
      revoke={useRevokeClient()}
      entry={client}
      title={m.access.client.revokeTitle(client.name)}
      means={m.access.client.revokeMeans(client.name)}
      warning={null}
      confirm={m.access.client.confirm}
      onClose={onClose}
    />
  );
}
