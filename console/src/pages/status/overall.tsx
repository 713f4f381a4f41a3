import { m } from '../../messages/messages.ts';
import { Notice } from '../../parts/notice.tsx';
import styles from './status.module.css';
import type { Check } from './use-status.ts';

/** The whole in one sentence; what is wrong below it. */
export function Overall({ checks }: { checks: readonly Check[] }) {
  const failed = checks.filter(({ state }) => state === 'failed');
  const warnings = checks.filter(({ state }) => state === 'warning');
  if (failed.length + warnings.length === 0) return <Notice kind="success" title={m.status.well} />;
  const title = [
    ...(failed.length > 0 ? [m.status.failing(failed.length)] : []),
    ...(warnings.length > 0 ? [m.status.attention(warnings.length)] : []),
  ].join(' · ');
  return (
    <Notice kind={failed.length > 0 ? 'error' : 'warning'} title={title}>
      <ul className={styles.wrong}>
        {[...failed, ...warnings].map(({ name, detail }) => (
          <li key={name}>
            {name}: {detail}
          </li>
        ))}
      </ul>
    </Notice>
  );
}
