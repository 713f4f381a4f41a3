import { Link } from 'wouter';
import { m } from '../messages/messages.ts';
import icon from '../icon.svg';
import styles from './logo.module.css';

export function Logo() {
  return (
    <Link href="/" className={styles.logo}>
      <img src={icon} alt="" width="28" height="28" />
      <span>{m.common.product}</span>
    </Link>
  );
}
