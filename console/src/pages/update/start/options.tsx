import { useRef } from 'react';
import { m } from '../../../messages/messages.ts';
import { Button } from '../../../parts/button.tsx';
import { Choice } from '../choice.tsx';
import type { FileToSend } from './use-sending.ts';
import { acceptedTypes } from './file-trouble.ts';
import styles from '../start.module.css';

export type SendOptions = Pick<FileToSend, 'emptyCells' | 'operation' | 'contactsFile'>;
export const standardOptions: SendOptions = { emptyCells: 'ignore', operation: 'update', contactsFile: null };

/** What most people leave as it is. */
export function Options(props: {
  readonly options: SendOptions;
  readonly isCompany: boolean;
  readonly onChange: (options: SendOptions) => void;
}) {
  const { options, isCompany, onChange } = props;
  const words = m.update.start;
  return (
    <details className={styles.options}>
      <summary>{words.options}</summary>
      <div className={styles.choices}>
        <Choice
          legend={words.operation}
          value={options.operation}
          choices={[
            { value: 'update', label: words.operationUpdate },
            { value: 'add', label: words.operationAdd },
          ]}
          onChange={(operation) =>
            onChange({ ...options, operation, contactsFile: operation === 'add' ? null : options.contactsFile })
          }
        />
        <Choice
          legend={words.emptyCells}
          value={options.emptyCells}
          choices={[
            { value: 'ignore', label: words.emptyCellsIgnore },
            { value: 'clear', label: words.emptyCellsClear },
          ]}
          onChange={(emptyCells) => onChange({ ...options, emptyCells })}
        />
        {isCompany && options.operation === 'update' && (
          <ContactsFile
            file={options.contactsFile}
            onChange={(contactsFile) => onChange({ ...options, contactsFile })}
          />
        )}
      </div>
    </details>
  );
}

function ContactsFile({ file, onChange }: { file: File | null; onChange: (file: File | null) => void }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <fieldset className={styles.fieldset}>
      <legend>{m.update.start.contacts}</legend>
      <p className={styles.soft}>{m.update.start.contactsHint}</p>
      <div className={styles.ways}>
        {file && <span>{file.name}</span>}
        <Button onClick={() => (file ? onChange(null) : input.current?.click())}>
          {file ? m.update.start.withoutContacts : m.update.start.chooseContacts}
        </Button>
      </div>
      <input
        ref={input}
        type="file"
        className="visually-hidden"
        tabIndex={-1}
        aria-label={m.update.start.contacts}
        accept={acceptedTypes}
        onChange={({ target }) => {
          onChange(target.files?.[0] ?? null);
          target.value = '';
        }}
      />
    </fieldset>
  );
}
