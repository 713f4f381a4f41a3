import { m } from '../../../messages/messages.ts';
import { Button } from '../../../parts/button.tsx';
import { TableFrame } from '../../../parts/table-frame.tsx';
import styles from '../access.module.css';
import { Day } from '../day.tsx';
import { LastUsed } from '../last-used.tsx';
import { Owned } from '../owned.tsx';
import { ScopeWords } from '../scopes.tsx';
import { StateBadge } from '../state-badge.tsx';
import type { Token } from './use-tokens.ts';

interface TokenTableProps {
  readonly tokens: readonly Token[];
  readonly onRevoke: (token: Token) => void;
}

export function TokenTable({ tokens, onRevoke }: TokenTableProps) {
  return (
    <TableFrame label={m.access.tokens}>
      <thead>
        <tr>
          <th scope="col">{m.access.name}</th>
          <th scope="col">{m.access.state}</th>
          <th scope="col">{m.access.mayDo}</th>
          <th scope="col">{m.access.made}</th>
          <th scope="col">{m.access.lastUsed}</th>
          <th scope="col">{m.access.expires}</th>
          <th scope="col">
            <span className="visually-hidden">{m.access.actions}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {tokens.map((token) => (
          <TokenRow key={token.id} token={token} onRevoke={onRevoke} />
        ))}
      </tbody>
    </TableFrame>
  );
}

function TokenRow({ token, onRevoke }: { token: Token; onRevoke: TokenTableProps['onRevoke'] }) {
  return (
    <tr className={token.revokedAt === null ? undefined : styles.ended}>
      <td>
        <Owned name={token.name} code={token.organization} />
      </td>
      <td>
        <StateBadge {...token} />
      </td>
      <td className={styles.words}>
        <ScopeWords scopes={token.scopes} />
      </td>
      <td className={styles.moment}>
        <Day at={token.createdAt} />
      </td>
      <td className={styles.moment}>
        <LastUsed at={token.lastUsedAt} />
      </td>
      <td className={styles.moment}>{token.expiresAt === null ? m.access.never : <Day at={token.expiresAt} />}</td>
      <td className={styles.action}>
        {token.revokedAt === null && (
          <Button kind="quiet" aria-label={m.access.revokeOf(token.name)} onClick={() => onRevoke(token)}>
            {m.access.revoke}
          </Button>
        )}
      </td>
    </tr>
  );
}
