import { useState } from 'react';
import { useOrganization } from '../../../api/organization.tsx';
import { m } from '../../../messages/messages.ts';
import { FormDialog } from '../../../parts/form-dialog.tsx';
import { Select } from '../../../parts/select.tsx';
import { TextField } from '../../../parts/text-field.tsx';
import { say } from '../../../parts/toast.tsx';
import type { Placed } from './tree.ts';
import { useMakeOrganization } from './use-organizations.ts';

const codeForm = /^CEK[A-Z0-9]{7}$/;

interface NewOrganizationProps {
  readonly parents: readonly Placed[];
  readonly onClose: () => void;
}

export function NewOrganization({ parents, onClose }: NewOrganizationProps) {
  const make = useMakeOrganization();
  const { organization } = useOrganization();
  const [name, setName] = useState('');
  const [code, setCode] = useState('');
  const [parent, setParent] = useState(organization.code);
  const [isTried, setTried] = useState(false);
  const isCode = codeForm.test(code);
  const submit = (): void => {
    setTried(true);
    if (!isCode) return;
    const onSuccess = (): void => {
      say(m.access.org.made(name.trim()));
      onClose();
    };
    make.mutate({ code, name: name.trim(), parent }, { onSuccess });
  };
  return (
    <FormDialog
      title={m.access.org.new}
      submit={m.access.org.make}
      isBusy={make.isPending}
      error={make.error}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextField
        label={m.access.org.name}
        value={name}
        onChange={setName}
        maxLength={255}
        autoComplete="off"
        required
      />
      <TextField
        label={m.access.org.code}
        hint={m.access.org.codeHint}
        value={code}
        onChange={(text) => setCode(text.trim().toUpperCase())}
        fault={isTried && !isCode ? m.access.org.codeFault : null}
        autoComplete="off"
        spellCheck={false}
        required
      />
      <Select
        label={m.access.org.parent}
        value={parent}
        options={parents.map(({ organization: one }) => ({ value: one.code, label: one.name, detail: one.code }))}
        onChange={setParent}
      />
    </FormDialog>
  );
}
