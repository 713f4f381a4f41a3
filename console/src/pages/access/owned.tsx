import { useOrganization } from '../../api/organization.tsx';
import styles from './access.module.css';

/** Its name, and whose it is where that is not who is acted for. */
export function Owned({ name, code }: { name: string; code: string }) {
  const { organization } = useOrganization();
  return (
    <span className={styles.name}>
      {name}
      {code !== organization.code && <span className={styles.organization}>{code}</span>}
    </span>
  );
}
