import { table } from '../table.ts';
import type { Column } from '../table.ts';
import { terminalText } from '../terminal-text.ts';
import type { BatchAnswer, ChangeAnswer } from './wire.ts';

interface ShownField {
  readonly key: string;
  readonly field: string;
  readonly from: string | null;
  readonly to: string | null;
}

/** Characters of a value that are shown. */
const valueCharactersMax = 40;

/** What a preview would change, a line a field. */
export function changesText(changes: readonly ChangeAnswer[]): string {
  if (changes.length === 0) return '';
  const fields = changes.flatMap(({ key, changes: byField }) =>
    Object.entries(byField).map(([field, { from, to }], place): ShownField => ({
      key: place === 0 ? key : '',
      field,
      from: shown(from),
      to: shown(to),
    })),
  );
  const customers = changes.length === 1 ? 'customer' : `${changes.length} customers`;
  return `\nWould change (the first ${customers}):\n${table(columns, fields)}`;
}

/** How that which was shown is applied. */
export function howToApply({
  batch,
  organization,
}: {
  readonly batch: BatchAnswer;
  readonly organization: string | null;
}): string {
  if (batch.state !== 'completed' || batch.counts.successful === 0) return '\nNothing was applied.\n';
  const option = organization === null ? '' : ` --company ${terminalText(organization)}`;
  return `\nNothing was applied. To apply exactly this:\n  amend batch apply ${terminalText(batch.id)}${option}\n`;
}

const columns: Column<ShownField>[] = [
  { head: 'CUSTOMER', cell: ({ key }) => key },
  { head: 'FIELD', cell: ({ field }) => field },
  { head: 'OLD', cell: ({ from }) => from },
  { head: 'NEW', cell: ({ to }) => to },
];

/** null: it is absent. */
function shown(value: unknown): string | null {
  if (value === undefined) return null;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const characters = Array.from(text);
  return characters.length > valueCharactersMax ? `${characters.slice(0, valueCharactersMax - 1).join('')}…` : text;
}
