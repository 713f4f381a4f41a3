import { m } from '../../messages/messages.ts';
import { Badge } from '../../parts/badge.tsx';
import { Card } from '../../parts/card.tsx';
import { TableFrame } from '../../parts/table-frame.tsx';
import styles from './status.module.css';
import type { Check } from './use-status.ts';

const tones = { ok: 'updated', warning: 'invalid', failed: 'failed' } as const;

/** What `amend doctor` would say. */
export function Checks({ checks }: { checks: readonly Check[] }) {
  return (
    <Card title={m.status.checks}>
      <TableFrame label={m.status.checks}>
        <thead>
          <tr>
            <th scope="col">{m.status.check}</th>
            <th scope="col">{m.status.state}</th>
            <th scope="col">{m.status.found}</th>
          </tr>
        </thead>
        <tbody>
          {checks.map(({ name, state, detail, advice }) => (
            <tr key={name}>
              <td>{name}</td>
              <td>
                <Badge tone={tones[state]}>{m.status.states[state]}</Badge>
              </td>
              <td className={styles.found}>
                {detail}
                {advice !== null && <p className={styles.advice}>{advice}</p>}
              </td>
            </tr>
          ))}
        </tbody>
      </TableFrame>
    </Card>
  );
}
