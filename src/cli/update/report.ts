import { sheet, table } from '../table.ts';
import type { Column } from '../table.ts';
import { joinSentences } from './refusal-sentence.ts';
import type { SavedFile } from './save-files.ts';
import type { BatchAnswer, OutcomeAnswer } from './wire.ts';

export interface UpdateResult {
  readonly batch: BatchAnswer;
  /** The first records that were not applied. */
  readonly problems: readonly OutcomeAnswer[];
  readonly files: readonly SavedFile[];
}

/** The result as a person reads it. */
export function reportText({ batch, problems, files }: UpdateResult): string {
  const { total, updated, unchanged, failed, invalid, warned = 0 } = batch.counts;
  const lines = sheet([
    ['batch', batch.id],
    ['rows', total],
    ['updated', updated],
    ['unchanged', unchanged],
    ['failed', failed],
    ['invalid', invalid],
    ['with a warning', warned],
  ]);
  const shown = problems.length > 0 ? `\nNot applied (the first ${problems.length}):\n${table(columns, problems)}` : '';
  return `${lines}${shown}${files.length > 0 ? `\n${filesText(files)}` : ''}`;
}

/** The result as a script reads it. */
export function reportJson({ batch, problems, files }: UpdateResult): object {
  const { id, state, error, counts } = batch;
  const plain = problems.map((problem) => ({
    index: problem.index,
    row: problem.row ?? null,
    key: problem.key,
    error: problem.error ?? null,
    why: whyOf(problem),
  }));
  return { batch: id, state, ...(error !== undefined && { error }), counts, problems: plain, files };
}

const columns: Column<OutcomeAnswer>[] = [
  { head: 'ROW', cell: ({ row, index }) => (row === undefined ? `record ${index}` : String(row)) },
  { head: 'CUSTOMER', cell: ({ key }) => key },
  { head: 'WHY', cell: whyOf },
];

function whyOf({ error, reason, errors = [] }: OutcomeAnswer): string {
  if (error === 'document_missing_exception') return 'There is no such customer.';
  const sentences = errors.map((fault) => (typeof fault === 'string' ? fault : fault.message));
  return joinSentences(sentences.length > 0 ? sentences : [reason ?? error ?? 'no reason was given']);
}

function filesText(files: readonly SavedFile[]): string {
  const named = files.map(({ kind, path }): [string, string] => [`${kind.replace('-', ' ')} rows`, path]);
  const mend = files.some(({ kind }) => kind.startsWith('fail'))
    ? 'Mend the values in the file of the failed rows and send it again: only those rows are in it.\n'
    : '';
  return sheet(named) + mend;
}
