import { m } from '../../../messages/messages.ts';
import { TextField } from '../../../parts/text-field.tsx';

/** Characters, as the service counts them. */
const charactersMin = 12;

export interface NewPassword {
  readonly password: string;
  readonly again: string;
}

interface PasswordFieldsProps {
  readonly label: string;
  readonly value: NewPassword;
  readonly onChange: (value: NewPassword) => void;
  readonly isFaulty: boolean;
}

/** A new password, twice, for nobody sees it again. The rest of the rules the service knows. */
export function PasswordFields({ label, value, onChange, isFaulty }: PasswordFieldsProps) {
  return (
    <>
      <TextField
        label={label}
        hint={m.access.user.passwordRules}
        type="password"
        name="new-password"
        autoComplete="new-password"
        value={value.password}
        onChange={(password) => onChange({ ...value, password })}
        fault={isFaulty && isShort(value) ? m.access.user.tooShort(lengthOf(value)) : null}
        required
      />
      <TextField
        label={m.access.user.again}
        type="password"
        name="new-password-again"
        autoComplete="new-password"
        value={value.again}
        onChange={(again) => onChange({ ...value, again })}
        fault={isFaulty && value.password !== value.again ? m.access.user.notTheSame : null}
        required
      />
    </>
  );
}

export function canBeTaken(value: NewPassword): boolean {
  return !isShort(value) && value.password === value.again;
}

function isShort(value: NewPassword): boolean {
  return lengthOf(value) < charactersMin;
}

function lengthOf({ password }: NewPassword): number {
  return Array.from(password).length;
}
