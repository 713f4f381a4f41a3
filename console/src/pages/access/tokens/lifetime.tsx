import { m } from '../../../messages/messages.ts';
import { Select } from '../../../parts/select.tsx';
import { TextField } from '../../../parts/text-field.tsx';

const kinds = ['30d', '90d', '365d', 'date', 'never'] as const;

export interface Lifetime {
  readonly kind: (typeof kinds)[number];
  /** `2027-01-31`, of the kind `date`; '': not chosen yet. */
  readonly lastDay: string;
}

interface LifetimeFieldProps {
  readonly value: Lifetime;
  readonly onChange: (lifetime: Lifetime) => void;
  readonly isFaulty: boolean;
}

/** Until when a token works. */
export function LifetimeField({ value, onChange, isFaulty }: LifetimeFieldProps) {
  return (
    <>
      <Select
        label={m.access.token.lifetime}
        value={value.kind}
        options={kinds.map((kind) => ({ value: kind, label: m.access.token.lifetimes[kind] }))}
        onChange={(kind) => onChange({ ...value, kind })}
      />
      {value.kind === 'date' && (
        <TextField
          label={m.access.token.until}
          type="date"
          value={value.lastDay}
          onChange={(lastDay) => onChange({ ...value, lastDay })}
          fault={isFaulty ? lifetimeFault(value) : null}
          required
        />
      )}
    </>
  );
}

/** Why it cannot be taken; null: it can. */
export function lifetimeFault(lifetime: Lifetime): string | null {
  if (lifetime.kind !== 'date') return null;
  return endOf(lifetime.lastDay).getTime() > Date.now() ? null : m.access.token.untilFault;
}

/** As the service takes it; null: it never ends. */
export function expiresOf({ kind, lastDay }: Lifetime): string | null {
  if (kind === 'never') return null;
  return kind === 'date' ? endOf(lastDay).toISOString() : kind;
}

/** The day's last moment where the reader is. */
function endOf(day: string): Date {
  return new Date(`${day}T23:59:59.999`);
}
