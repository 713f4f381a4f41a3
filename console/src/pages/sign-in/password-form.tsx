import { type FormEvent, useState } from 'react';
import { m } from '../../messages/messages.ts';
import { Button } from '../../parts/button.tsx';
import { TextField } from '../../parts/text-field.tsx';
import styles from './sign-in.module.css';
import type { SignInForm } from './token-form.tsx';

/** Named as password managers look for it. */
export function PasswordForm({ isBusy, isHeldBack, onSubmit }: SignInForm) {
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onSubmit({ email: email.trim(), password });
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      <TextField
        label={m.signIn.email}
        name="email"
        type="email"
        autoComplete="username"
        value={email}
        onChange={setEmail}
        required
      />
      <TextField
        label={m.signIn.password}
        name="password"
        type="password"
        autoComplete="current-password"
        value={password}
        onChange={setPassword}
        required
      />
      <Button type="submit" kind="primary" busy={isBusy} disabled={isHeldBack}>
        {m.signIn.submit}
      </Button>
    </form>
  );
}
