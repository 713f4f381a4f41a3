import { sheet, table } from '../table.ts';
import type { Column } from '../table.ts';
import { joinSentences } from './refusal-sentence.ts';
import type { SavedFile } from './save-files.ts';
import { changesText, howToApply } from './shown-changes.ts';
import type { BatchAnswer, ChangeAnswer, OutcomeAnswer } from './wire.ts';

export interface UpdateResult {
  readonly batch: BatchAnswer;
  /** The first records that were not applied. */
  readonly problems: readonly OutcomeAnswer[];
  /** Of a preview: the first changes; null: it is none. */
  readonly changes: readonly ChangeAnswer[] | null;
  readonly files: readonly SavedFile[];
  /** The organization that was acted for; null: the token's own. */
  readonly organization: string | null;
}

/** The result as a person reads it. */
export function reportText(result: UpdateResult): string {
  const { batch, problems, changes, files } = result;
  const { total, updated, unchanged, failed, invalid, warned = 0 } = batch.counts;
  const isPreview = changes !== null;
  const lines = sheet([
    [isPreview ? 'preview' : 'batch', batch.id],
    ['rows', total],
    [isPreview ? 'would be updated' : 'updated', updated],
    ['unchanged', unchanged],
    [isPreview ? 'would fail' : 'failed', failed],
    ['invalid', invalid],
    ['with a warning', warned],
  ]);
  const head = `${isPreview ? 'Would not be' : 'Not'} applied (the first ${problems.length})`;
  const shown = problems.length > 0 ? `\n${head}:\n${table(columns, problems)}` : '';
  const saved = files.length > 0 ? `\n${filesText(files)}` : '';
  return `${lines}${changesText(changes ?? [])}${shown}${saved}${isPreview ? howToApply(result) : ''}`;
}

/** The result as a script reads it. */
export function reportJson({ batch, problems, changes, files }: UpdateResult): object {
  const { id, state, error, counts } = batch;
  const plain = problems.map((problem) => ({
    index: problem.index,
    row: problem.row ?? null,
    key: problem.key,
    error: problem.error ?? null,
    why: whyOf(problem),
  }));
  const preview = changes === null ? {} : { dryRun: true, changes };
  return { batch: id, state, ...preview, ...(error !== undefined && { error }), counts, problems: plain, files };
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
