import { m } from '../../../messages/messages.ts';

/** Why a file need not be sent at all, in words; null: nothing speaks against it. The service looks at its content. */
export function fileTrouble({ name, size }: File): string | null {
  if (size === 0) return m.update.start.emptyFile(name);
  const ending = /\.([^.]+)$/.exec(name.toLowerCase())?.[1] ?? '';
  if (ending === 'xls' || ending === 'xlsb' || ending === 'ods' || ending === 'numbers')
    return m.update.start.otherSpreadsheet(name);
  return known.has(ending) || ending === '' ? null : m.update.start.wrongType(name);
}

const known: ReadonlySet<string> = new Set(['csv', 'tsv', 'txt', 'tab', 'xlsx', 'xlsm']);
/** What the dialog for choosing a file offers. */
export const acceptedTypes = '.csv,.tsv,.txt,.xlsx,.xlsm';
