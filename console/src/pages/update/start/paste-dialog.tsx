import { useId, useState } from 'react';
import { m } from '../../../messages/messages.ts';
import { Button } from '../../../parts/button.tsx';
import { Dialog } from '../../../parts/dialog.tsx';
import { tableFile } from './use-incoming-file.ts';
import { pastedTable } from './pasted-table.ts';
import styles from '../start.module.css';

/** Cells of a spreadsheet as text, for whoever has no file. */
export function PasteDialog({ onClose, onFile }: { onClose: () => void; onFile: (file: File) => void }) {
  const id = useId();
  const [text, setText] = useState('');
  const table = pastedTable(text);
  const take = (): void => {
    const file = tableFile(text, m.update.start.pastedName);
    if (file) onFile(file);
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={m.update.start.pasteCells}
      actions={
        <Button kind="primary" disabled={table === null} onClick={take}>
          {m.update.start.takePasted}
        </Button>
      }
    >
      <label htmlFor={id}>{m.update.start.pasteHint}</label>
      <textarea
        id={id}
        className={styles.paste}
        value={text}
        rows={8}
        spellCheck={false}
        onChange={({ target }) => setText(target.value)}
      />
      <p role="status" className={styles.soft}>
        {text.trim() !== '' && (table === null ? m.update.start.noTable : m.update.start.pastedRows(table.rows))}
      </p>
    </Dialog>
  );
}
