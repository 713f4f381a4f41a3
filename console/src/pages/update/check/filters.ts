import { m } from '../../../messages/messages.ts';
import type { RowFilter, Upload } from '../upload-data.ts';
import type { ShownRow } from './replace-rows.ts';

/** `all`: no filter. */
export type View = RowFilter | 'all';

interface FilterTab {
  readonly view: View;
  readonly label: string;
  readonly count: number;
}

/** The kinds of rows that the file has, with how many there are; those that everybody asks for even where there are none. */
export function filterTabs({ counts, compared }: Pick<Upload, 'counts' | 'compared'>): readonly FilterTab[] {
  const words = m.update.check.views;
  const tabs: FilterTab[] = [
    { view: 'all', label: words.all, count: counts.total + counts.excluded },
    { view: 'invalid', label: words.invalid, count: counts.invalid },
    { view: 'warned', label: words.warned, count: counts.warned },
    { view: 'changing', label: words.changing, count: compared?.changing ?? 0 },
    { view: 'unchanged', label: words.unchanged, count: compared?.unchanged ?? 0 },
    { view: 'missing', label: words.missing, count: compared?.missing ?? 0 },
    { view: 'failing', label: words.failing, count: compared?.failing ?? 0 },
    { view: 'excluded', label: words.excluded, count: counts.excluded },
  ];
  return tabs.filter(({ view, count }) => count > 0 || always.has(view));
}

const always: ReadonlySet<View> = new Set<View>(['all', 'invalid', 'changing', 'unchanged']);
const views: ReadonlySet<string> = new Set<View>([
  'all',
  'invalid',
  'warned',
  'changing',
  'unchanged',
  'missing',
  'failing',
  'excluded',
]);

/** The view that an address names; all rows where it names none that there is. */
export function viewOf(text: string | null): View {
  return text !== null && views.has(text) ? (text as View) : 'all';
}

/** Whether a row that was changed is still among those that are looked at. */
export function isInView({ outcome, warnings }: ShownRow, view: View): boolean {
  if (view === 'all') return true;
  if (view === 'warned') return outcome !== 'invalid' && outcome !== 'excluded' && warnings.length > 0;
  return outcomes[view] === outcome;
}

const outcomes: Readonly<Record<Exclude<View, 'all' | 'warned' | 'valid'>, ShownRow['outcome']>> & { valid: 'valid' } =
  {
    valid: 'valid',
    invalid: 'invalid',
    changing: 'updated',
    unchanged: 'unchanged',
    missing: 'failed',
    failing: 'failed',
    excluded: 'excluded',
  };
