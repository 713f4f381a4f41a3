import type { ReactNode } from 'react';
import type { Scope } from '../../api/session.ts';
import { m } from '../../messages/messages.ts';
import { TableFrame } from '../../parts/table-frame.tsx';
import styles from './access.module.css';
import { Day } from './day.tsx';
import { LastUsed } from './last-used.tsx';
import { Owned } from './owned.tsx';
import { ScopeWords } from './scopes.tsx';
import { type Ends, isTakenAway, StateBadge } from './state-badge.tsx';

/** What somebody is known by: a token, a user, a client. */
interface Credential extends Ends {
  readonly id: string;
  readonly organization: string;
  readonly scopes: readonly Scope[];
  readonly createdAt: string;
  readonly lastUsedAt: string | null;
}

interface Column<T, Cell = ReactNode> {
  readonly head: string;
  readonly renderCell: (credential: T) => Cell;
}

interface CredentialTableProps<T> {
  readonly label: string;
  readonly credentials: readonly T[];
  readonly name: Column<T, string>;
  /** After its state. */
  readonly second?: Column<T>;
  /** After its last use. */
  readonly last?: Column<T>;
  readonly renderAction: (credential: T) => ReactNode;
}

export function CredentialTable<T extends Credential>({ credentials, ...props }: CredentialTableProps<T>) {
  const { label, name, second, last } = props;
  return (
    <TableFrame label={label}>
      <thead>
        <tr>
          <th scope="col">{name.head}</th>
          <th scope="col">{m.access.state}</th>
          {second && <th scope="col">{second.head}</th>}
          <th scope="col">{m.access.mayDo}</th>
          <th scope="col">{m.access.made}</th>
          <th scope="col">{m.access.lastUsed}</th>
          {last && <th scope="col">{last.head}</th>}
          <th scope="col">
            <span className="visually-hidden">{m.access.actions}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {credentials.map((credential) => (
          <CredentialRow key={credential.id} credential={credential} {...props} />
        ))}
      </tbody>
    </TableFrame>
  );
}

type CredentialRowProps<T> = Omit<CredentialTableProps<T>, 'credentials'> & { readonly credential: T };

function CredentialRow<T extends Credential>({ credential, ...props }: CredentialRowProps<T>) {
  const { name, second, last, renderAction } = props;
  return (
    <tr className={isTakenAway(credential) ? styles.ended : undefined}>
      <td>
        <Owned name={name.renderCell(credential)} code={credential.organization} />
      </td>
      <td>
        <StateBadge {...credential} />
      </td>
      {second && <td>{second.renderCell(credential)}</td>}
      <td className={styles.words}>
        <ScopeWords scopes={credential.scopes} />
      </td>
      <td className={styles.moment}>
        <Day at={credential.createdAt} />
      </td>
      <td className={styles.moment}>
        <LastUsed at={credential.lastUsedAt} />
      </td>
      {last && <td className={styles.moment}>{last.renderCell(credential)}</td>}
      <td className={styles.action}>{renderAction(credential)}</td>
    </tr>
  );
}
