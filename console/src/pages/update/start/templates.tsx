import { Download } from 'lucide-react';
import { apiUrl } from '../../../api/connection.ts';
import { m } from '../../../messages/messages.ts';
import styles from '../start.module.css';

/** Sheets to fill in. */
export function Templates({ list }: { list: string }) {
  const path = `/api/v1/lists/${encodeURIComponent(list)}/template`;
  return (
    <p className={styles.templates}>
      <Download aria-hidden />
      {m.update.start.template}{' '}
      <a href={apiUrl(path, { format: 'xlsx' })} download>
        {m.update.start.templateWorkbook}
      </a>
      <span aria-hidden>·</span>
      <a href={apiUrl(path, { format: 'csv' })} download>
        {m.update.start.templateCsv}
      </a>
    </p>
  );
}
