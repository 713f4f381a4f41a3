import type { ComponentProps } from 'react';
import styles from './button.module.css';
import { Spinner } from './spinner.tsx';

export interface ButtonProps extends ComponentProps<'button'> {
  /** One `primary` a page: what one came for. `danger`: what takes something away. */
  readonly kind?: 'primary' | 'normal' | 'danger' | 'quiet';
  /** True: it was pressed, and the service is at it. It can be pressed no more until then. */
  readonly busy?: boolean;
}

export function Button({ kind = 'normal', busy = false, className, children, disabled, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      className={[styles.button, styles[kind], className].filter(Boolean).join(' ')}
      disabled={disabled === true || busy}
      aria-busy={busy || undefined}
    >
      {busy && <Spinner />}
      {children}
    </button>
  );
}

/** The look of a button, for a link that is one. */
export function buttonClass(kind: NonNullable<ButtonProps['kind']> = 'normal'): string {
  return `${styles.button} ${styles[kind]}`;
}
