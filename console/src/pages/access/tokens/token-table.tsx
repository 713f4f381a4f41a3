import { m } from '../../../messages/messages.ts';
import { CredentialTable } from '../credential-table.tsx';
import { Day } from '../day.tsx';
import { RevokeButton } from '../revoke-button.tsx';
import type { Token } from './use-tokens.ts';

interface TokenTableProps {
  readonly tokens: readonly Token[];
  readonly onRevoke: (token: Token) => void;
}

export function TokenTable({ tokens, onRevoke }: TokenTableProps) {
  return (
    <CredentialTable
      label={m.access.tokens}
      credentials={tokens}
      name={{ head: m.access.name, renderCell: ({ name }) => name }}
      last={{
        head: m.access.expires,
        renderCell: ({ expiresAt }) => (expiresAt === null ? m.access.never : <Day at={expiresAt} />),
      }}
      renderAction={(token) => <RevokeButton of={token} onRevoke={onRevoke} />}
    />
  );
}
