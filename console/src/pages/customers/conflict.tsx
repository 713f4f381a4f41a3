import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { m } from '../../messages/messages.ts';
import { Button } from '../../parts/button.tsx';
import { Moment } from '../../parts/moment.tsx';
import type { CustomerField } from './customer-fields.ts';
import { ShownValue } from '../../parts/shown-value.tsx';
import type { EditConflict } from './use-edit.ts';
import type { CustomerId } from './use-customer.ts';
import { readHistory } from './use-history.ts';
import styles from './customer.module.css';

interface ConflictProps {
  readonly id: CustomerId;
  readonly line: CustomerField;
  readonly conflict: EditConflict;
  readonly onKeepTheirs: () => void;
  readonly onSaveMine: () => void;
}

/** Somebody else was faster: what stood there, what he wrote, what one wanted to write oneself; and one decides. */
export function Conflict({ id, line, conflict: { seen, now, mine }, onKeepTheirs, onSaveMine }: ConflictProps) {
  const { name, label, field } = line;
  const first = useRef<HTMLButtonElement>(null);
  useEffect(() => first.current?.focus(), []);
  const { data: change } = useQuery({
    queryKey: ['customers', 'history', id.id, id.key, 'last', name, now.version],
    queryFn: async ({ signal }) => (await readHistory(id, { field: name, limit: 1, cursor: null, signal })).data[0],
  });
  return (
    <div className={styles.conflict} role="alert">
      <strong>{m.customers.conflict(label)}</strong>
      <dl className={styles.sides}>
        <dt>{m.customers.conflictSeen}</dt>
        <dd>
          <ShownValue value={seen.data[name]} field={field} />
        </dd>
        <dt>{change?.by == null ? m.customers.conflictTheirs : m.customers.conflictBy(change.by)}</dt>
        <dd>
          <ShownValue value={now.data[name]} field={field} />
          {change && (
            <small className={styles.soft}>
              <Moment at={change.at} isRelative />
            </small>
          )}
        </dd>
        <dt>{m.customers.conflictMine}</dt>
        <dd>
          <ShownValue value={mine} field={field} />
        </dd>
      </dl>
      <div className={styles.buttons}>
        <Button ref={first} onClick={onKeepTheirs}>
          {m.customers.keepTheirs}
        </Button>
        <Button kind="danger" onClick={onSaveMine}>
          {m.customers.saveMine}
        </Button>
      </div>
    </div>
  );
}
