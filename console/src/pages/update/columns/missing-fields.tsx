import { m } from '../../../messages/messages.ts';
import { Notice } from '../../../parts/notice.tsx';
import type { Field, Upload } from '../upload-data.ts';

/** What new customers need, and no column has. Whoever is updated has it already. */
export function MissingFields({ upload, fields }: { upload: Upload; fields: readonly Field[] }) {
  if (upload.operation !== 'add') return null;
  const there = new Set(upload.headers.map(({ field }) => field));
  const missing = fields.filter(
    ({ name, required, isKey, readOnly }) => required && !readOnly && !there.has(name) && !isGiven({ isKey }, upload),
  );
  if (missing.length === 0) return null;
  return (
    <Notice kind="warning" title={m.update.columns.missing}>
      {missing.map(({ label }) => label).join(', ')}
    </Notice>
  );
}

/** A company's new customers are given their keys. */
function isGiven({ isKey }: Pick<Field, 'isKey'>, { list }: Upload): boolean {
  return isKey && list?.startsWith('camp_') !== true;
}
