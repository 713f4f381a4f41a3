import { table } from '../../table.ts';
import type { Column } from '../../table.ts';
import { alignedRows, amount, indented, shownTime } from '../report-lines.ts';
import type { SheetResult } from './run-sheet.ts';

interface Line {
  readonly row: string;
  readonly what: string;
}

const problemsShown = 8;

/** The results as a person reads them. */
export function sheetText({ first, second, milliseconds }: SheetResult): string {
  const { total_count, success_count, failure_count, warn_count, total_amount, warnings } = first;
  const rows: [string, string, string?][] = [
    ['rows', amount(total_count)],
    [
      'applied',
      amount(success_count),
      `${amount(warn_count)} of them with something put right, or repeating a customer`,
    ],
    ['not applied', amount(failure_count), 'they stand in the failure file'],
    ['outstanding', total_amount.toLocaleString('en-IN'), 'of the applied rows, exact'],
    ['time', shownTime(milliseconds), 'to the last result file'],
  ];
  return `
A workbook of ${amount(total_count)} rows, as people and Excel leave it, sent to the company door:

${indented(alignedRows(rows))}
${indented(warnings.map((warning) => `${warning}\n`).join(''))}
Put right on the way, one of each kind:

${indented(table(columns, putRight(first)))}
Not applied, as the failure file says (the first ${Math.min(problemsShown, failure_count)}):

${indented(table(columns, notApplied(first).slice(0, problemsShown)))}
The failure file, mended and sent again: ${amount(second.success_count)} of ${amount(second.total_count)} rows applied.
`;
}

/** The results as a script reads them. */
export function sheetJson({ first, second, milliseconds, workbook, failed }: SheetResult): object {
  return {
    batchId: first.batchId,
    counts: {
      total: first.total_count,
      applied: first.success_count,
      failed: first.failure_count,
      warned: first.warn_count,
    },
    outstanding: first.total_amount,
    firstProblems: notApplied(first).slice(0, problemsShown),
    mended: { total: second.total_count, applied: second.success_count },
    milliseconds: Math.round(milliseconds),
    files: { workbook, failed },
  };
}

function notApplied({ failureRequests }: SheetResult['first']): Line[] {
  return failureRequests.map(({ row, errors }) => ({
    row: String(row),
    what: errors.map(({ message }) => message).join(' '),
  }));
}

/** The first row of each kind of warning. */
function putRight({ successRequests }: SheetResult['first']): Line[] {
  const lines = new Map<string, Line>();
  for (const { row, warnings = [] } of successRequests) {
    for (const { code, message } of warnings) {
      if (!lines.has(code)) lines.set(code, { row: String(row), what: message });
    }
  }
  return [...lines.values()];
}

const columns: Column<Line>[] = [
  { head: 'ROW', cell: ({ row }) => row },
  { head: 'WHAT', cell: ({ what }) => what },
];
