import { m } from '../../../messages/messages.ts';
import { ErrorState } from '../../../parts/error-state.tsx';
import { Select } from '../../../parts/select.tsx';
import type { Upload } from '../upload-data.ts';
import { useChangeUpload } from '../use-change-upload.ts';
import styles from './columns.module.css';

/** Which sheet of the workbook is read. */
export function SheetChoice({ upload: { id, sheets, format } }: { upload: Upload }) {
  const change = useChangeUpload(id);
  return (
    <div className={styles.sheet}>
      <Select
        label={m.update.columns.sheet}
        value={format?.sheet ?? null}
        options={sheets.map((sheet) => ({ value: sheet, label: sheet }))}
        placeholder={m.update.columns.chooseSheet}
        onChange={(sheet) => change.mutate({ sheet })}
      />
      {change.error && <ErrorState error={change.error} />}
    </div>
  );
}
