import { type FormEvent, useState } from 'react';
import type { Credentials } from '../../api/session.ts';
import { m } from '../../messages/messages.ts';
import { Button } from '../../parts/button.tsx';
import { TextField } from '../../parts/text-field.tsx';
import styles from './sign-in.module.css';

export interface SignInForm {
  readonly isBusy: boolean;
  /** True: the service takes no try just now. */
  readonly isHeldBack: boolean;
  readonly onSubmit: (credentials: Credentials) => void;
}

export function TokenForm({ isBusy, isHeldBack, onSubmit }: SignInForm) {
  const [token, setToken] = useState('');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (token.trim() !== '') onSubmit({ token: token.trim() });
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      <TextField
        label={m.signIn.token}
        hint={m.signIn.tokenHint}
        name="token"
        type="password"
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        value={token}
        onChange={setToken}
        required
      />
      <Button type="submit" kind="primary" busy={isBusy} disabled={isHeldBack}>
        {m.signIn.submit}
      </Button>
    </form>
  );
}
