import { useState } from 'react';
import type { Scope } from '../../../api/session.ts';
import { m } from '../../../messages/messages.ts';
import { FormDialog } from '../../../parts/form-dialog.tsx';
import { TextField } from '../../../parts/text-field.tsx';
import { ScopesField, standardScopes } from '../scopes.tsx';
import { type Lifetime, lifetimeFault, LifetimeField, expiresOf } from './lifetime.tsx';
import { useMakeToken } from './use-tokens.ts';

interface NewTokenProps {
  readonly onClose: () => void;
  readonly onMade: (token: { readonly name: string; readonly token: string }) => void;
}

export function NewToken({ onClose, onMade }: NewTokenProps) {
  const make = useMakeToken();
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<readonly Scope[]>(standardScopes);
  const [lifetime, setLifetime] = useState<Lifetime>({ kind: '90d', lastDay: '' });
  const [isTried, setTried] = useState(false);
  const submit = (): void => {
    setTried(true);
    if (scopes.length === 0 || lifetimeFault(lifetime) !== null) return;
    make.mutate({ name: name.trim(), scopes, expires: expiresOf(lifetime) }, { onSuccess: onMade });
  };
  return (
    <FormDialog
      title={m.access.token.new}
      submit={m.access.token.make}
      isBusy={make.isPending}
      error={make.error}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextField
        label={m.access.token.name}
        hint={m.access.token.nameHint}
        value={name}
        onChange={setName}
        maxLength={255}
        autoComplete="off"
        required
      />
      <ScopesField label={m.access.whatItMay} values={scopes} onChange={setScopes} isFaulty={isTried} />
      <LifetimeField value={lifetime} onChange={setLifetime} isFaulty={isTried} />
    </FormDialog>
  );
}
