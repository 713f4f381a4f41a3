import type { WrongPasswordStore } from '../access/grant-ports.ts';
import type { Tx } from './database.ts';

/** Wrong passwords and locks in PostgreSQL, so that they hold in every process and after every restart. */
export function wrongPasswordStore(): WrongPasswordStore<Tx> {
  return {
    async isLocked(tx, { login, at }) {
      const { rows } = await tx.query<{ locked: boolean }>(
        'select coalesce(locked_until > $2, false) as locked from wrong_passwords where login = $1 for update',
        [login, at],
      );
      return rows[0]?.locked === true;
    },
    async note(tx, { login, at, windowMs, many, lockedMs }) {
      await tx.query(noteWrongPassword, [login, at, windowMs, many, lockedMs]);
    },
  };
}

/**
 * While the address is locked nothing is counted, so a lock ends however many knock; its row is written all the same,
 * because a commit without a write is faster. With the lock the count begins anew.
 */
const noteWrongPassword = `
  insert into wrong_passwords as w (login, failed_at, locked_until, expires_at)
  values ($1, array[$2::timestamptz], null, $2::timestamptz + $3 * interval '1 millisecond')
  on conflict (login) do update set (failed_at, locked_until, expires_at) = (
    select
      case when w.locked_until > $2 then w.failed_at when n.many >= $4 then '{}' else n.recent end,
      case when w.locked_until > $2 then w.locked_until when n.many >= $4 then $2 + $5 * interval '1 millisecond' end,
      case when w.locked_until > $2 then w.expires_at when n.many >= $4 then $2 + $5 * interval '1 millisecond'
        else $2 + $3 * interval '1 millisecond' end
    from (
      select array_agg(f order by f) as recent, count(*) as many
      from unnest(w.failed_at || $2::timestamptz) f where f > $2::timestamptz - $3 * interval '1 millisecond'
    ) n
  )`;
