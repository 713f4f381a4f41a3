import { table } from '../table.ts';
import { terminalText } from '../terminal-text.ts';
import { alignedRows, amount, indented, shownTime } from './report-lines.ts';
import type { BulkAnswer } from './check-update.ts';
import type { Expected } from './plan-updates.ts';

/** What the demo found out. */
export interface DemoResult {
  readonly customers: number;
  readonly campaignId: string;
  readonly answer: BulkAnswer;
  readonly expected: Expected;
  readonly status: number;
  readonly milliseconds: number;
  readonly replayMilliseconds: number;
}

interface Problem {
  readonly index: number;
  readonly id: string | null;
  readonly why: string;
}

const problemsShown = 8;

/** The results as a person reads them. */
export function reportText(result: DemoResult): string {
  const { answer, expected, milliseconds, replayMilliseconds } = result;
  const { total, valid, invalid, successful, failed, retried } = answer.results;
  const notes = `${amount(expected.unchanged)} of them changed nothing, ${amount(expected.repeating)} repeat an id`;
  const rows: [string, string, string?][] = [
    ['total', amount(total)],
    ['valid', amount(valid)],
    ['invalid', amount(invalid), 'a bad value, or no id'],
    ['successful', amount(successful), notes],
    ['failed', amount(failed), 'no customer has the id'],
    ['retried', amount(retried)],
    ['time', shownTime(milliseconds)],
    ['records a second', amount(perSecond(result))],
  ];
  return `
One request of ${amount(total)} records, answered with what became of each:

${indented(alignedRows(rows))}
The first that were not applied:

${indented(table(problemColumns, problems(answer).slice(0, problemsShown)))}
The same request again, with the same Idempotency-Key: answered in ${shownTime(replayMilliseconds)} from the stored answer;
nothing was applied twice. Every count is what the demo knew it must be.
`;
}

/** The results as a script reads them. */
export function reportJson(result: DemoResult): object {
  const { total, valid, invalid, successful, failed, retried } = result.answer.results;
  return {
    customers: result.customers,
    campaignId: result.campaignId,
    batchId: result.answer.batchId,
    status: result.status,
    counts: { total, valid, invalid, successful, failed, retried },
    milliseconds: Math.round(result.milliseconds),
    recordsPerSecond: perSecond(result),
    firstProblems: problems(result.answer).slice(0, problemsShown),
    replayMilliseconds: Math.round(result.replayMilliseconds),
  };
}

/** What was invalid and what failed, in the order of the request and in plain words. */
function problems({ results }: BulkAnswer): Problem[] {
  const failed = results.errors.map(({ index, id, error, reason }) => ({
    index,
    id,
    why: error === 'document_missing_exception' ? 'no customer of this campaign has this id' : reason,
  }));
  const invalid = (results.invalidRecords ?? []).map(({ index, id, errors }) => ({
    index,
    id,
    why: errors.join('; '),
  }));
  return [...failed, ...invalid].sort((a, b) => a.index - b.index);
}

const problemColumns = [
  { head: 'RECORD', cell: ({ index }: Problem) => index },
  { head: 'ID', cell: ({ id }: Problem) => id },
  { head: 'WHY', cell: ({ why }: Problem) => terminalText(why) },
];

function perSecond({ answer, milliseconds }: DemoResult): number {
  return Math.round((answer.results.total / milliseconds) * 1000);
}
