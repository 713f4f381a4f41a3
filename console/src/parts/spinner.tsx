import styles from './spinner.module.css';

/** Turns while something is at work; says nothing by itself. */
export function Spinner() {
  return <span className={styles.spinner} aria-hidden="true" />;
}
