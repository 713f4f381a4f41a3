import { useState } from 'react';
import type { Scope } from '../../../api/session.ts';
import { m } from '../../../messages/messages.ts';
import { CheckboxGroup } from '../../../parts/checkbox-group.tsx';
import { FormDialog } from '../../../parts/form-dialog.tsx';
import { TextField } from '../../../parts/text-field.tsx';
import { ScopesField, standardScopes } from '../scopes.tsx';
import { type GrantType, useMakeClient } from './use-clients.ts';

const ways: readonly GrantType[] = ['password', 'client_credentials'];

interface NewClientProps {
  readonly onClose: () => void;
  readonly onMade: (client: { readonly id: string; readonly name: string; readonly secret: string }) => void;
}

export function NewClient({ onClose, onMade }: NewClientProps) {
  const make = useMakeClient();
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<readonly Scope[]>(standardScopes);
  const [grantTypes, setGrantTypes] = useState(ways);
  const [isTried, setTried] = useState(false);
  const submit = (): void => {
    setTried(true);
    if (scopes.length === 0 || grantTypes.length === 0) return;
    make.mutate({ name: name.trim(), scopes, grantTypes }, { onSuccess: onMade });
  };
  return (
    <FormDialog
      title={m.access.client.new}
      submit={m.access.client.make}
      isBusy={make.isPending}
      error={make.error}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextField
        label={m.access.client.name}
        value={name}
        onChange={setName}
        maxLength={255}
        autoComplete="off"
        required
      />
      <CheckboxGroup
        label={m.access.client.ways}
        choices={ways.map((way) => ({ value: way, ...m.access.client.grants[way] }))}
        values={grantTypes}
        onChange={setGrantTypes}
        fault={isTried && grantTypes.length === 0 ? m.access.client.oneWay : null}
      />
      <ScopesField label={m.access.whatItMay} values={scopes} onChange={setScopes} isFaulty={isTried} />
    </FormDialog>
  );
}
