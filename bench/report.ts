import { table } from '../src/cli/table.ts';
import type { Row } from './case.ts';

const units = { ratio: '', ms: ' ms', MB: ' MB', KB: ' KB', count: '' };

/** The table that a run prints, and its notes. */
export function report(rows: readonly Row[]): string {
  const printed = table<Row>(
    [
      { head: 'case', cell: ({ name }) => name },
      { head: 'ours', cell: ({ ours }) => ours },
      { head: 'floor', cell: ({ floor }) => floor },
      { head: 'ratio', cell: ({ unit, value }) => (unit === 'ratio' ? value.toFixed(2) : null) },
      { head: 'must', cell: (row) => bound(row, row.target.must) },
      { head: 'goal', cell: (row) => bound(row, row.target.goal) },
      { head: 'verdict', cell: verdict },
    ],
    rows,
  );
  const notes = rows.flatMap(({ name, notes }) =>
    notes.map((note) => (note.startsWith(' ') ? `${note}\n` : `${name}: ${note}\n`)),
  );
  return [printed, ...(notes.length > 0 ? ['\n', ...notes] : [])].join('');
}

type Verdict = 'goal' | 'must' | 'MISSED';

/** Which of its targets a figure reaches. */
export function verdict({ value, target: { sense, must, goal } }: Pick<Row, 'value' | 'target'>): Verdict {
  const reaches = (limit: number) => (sense === 'at most' ? value <= limit : value >= limit);
  if (reaches(goal)) return 'goal';
  return reaches(must) ? 'must' : 'MISSED';
}

function bound({ unit, target: { sense } }: Row, limit: number): string {
  return `${sense === 'at most' ? '≤' : '≥'} ${limit}${units[unit]}`;
}
