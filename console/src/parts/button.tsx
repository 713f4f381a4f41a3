import type { ComponentProps, MouseEvent } from 'react';
import styles from './button.module.css';
import { Spinner } from './spinner.tsx';

export interface ButtonProps extends ComponentProps<'button'> {
  /** One `primary` a page: what one came for. `danger`: what takes something away. */
  readonly kind?: 'primary' | 'normal' | 'danger' | 'quiet';
  /** True: it was pressed, and the service is at it. It can be pressed no more until then, and keeps the keyboard's place. */
  readonly busy?: boolean;
}

export function Button({ kind = 'normal', busy = false, className, children, onClick, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      className={[styles.button, styles[kind], className].filter(Boolean).join(' ')}
      onClick={busy ? ignore : onClick}
      // `disabled` would throw the focus away, and whoever has no mouse would begin anew at the top of the page.
      aria-disabled={busy || undefined}
      aria-busy={busy || undefined}
    >
      {busy && <Spinner />}
      {children}
    </button>
  );
}

/** Nothing is sent again, also where it sends a form, and where Enter in a field of the form would press it. */
function ignore(event: MouseEvent): void {
  event.preventDefault();
}

/** The look of a button, for a link that is one. */
export function buttonClass(kind: NonNullable<ButtonProps['kind']> = 'normal'): string {
  return `${styles.button} ${styles[kind]}`;
}
