import type { ResultRow } from '../../uploads/results/upload-result.ts';
import type { Findings } from '../../uploads/upload.ts';
import type { OneStepEnd } from '../../uploads/uploads.ts';
import { emptyPayload } from './envelope.ts';
import type { ResultLink, ShownChange } from './file-deps.ts';

/** What a bulk operation answers when its file was gone through. */
export function bulkPayloadOf({ batchId, upload, result }: OneStepEnd, links: readonly ResultLink[]): object {
  return {
    failureRequests: result.firstFailed.map(rowOf),
    failure_count: result.failed,
    failure_count_second_file: result.failedContacts,
    ...named('failure', links, 'failed'),
    ...named('failure', links, 'failed-contacts'),
    successRequests: result.firstApplied.map(rowOf),
    success_count: result.applied,
    ...named('success', links, 'applied'),
    ...named('success', links, 'applied-contacts'),
    total_amount: Number(result.amount),
    total_count: result.total,
    warn_count: result.warned,
    batchId,
    ...foundOf(upload.findings),
  };
}

/** The same of a file that was not applied but previewed, with what it would change. */
export function previewPayloadOf(
  end: OneStepEnd,
  links: readonly ResultLink[],
  changes: readonly ShownChange[],
): object {
  const rows = new Map(end.result.firstApplied.map(({ key, row }) => [key, row]));
  return {
    ...bulkPayloadOf(end, links),
    dryRun: true,
    changes: changes.map((change) => {
      const row = rows.get(change.key);
      return { customerId: change.key, ...(row !== undefined && { row }), changes: change.changes };
    }),
  };
}

/** While it still runs: nothing is counted yet. */
export function runningPayload(batchId: string, isDryRun: boolean): object {
  const preview = isDryRun ? { dryRun: true, changes: [] } : {};
  return { ...emptyPayload, batchId, mapping: {}, warnings: [], format: null, ...preview };
}

/** The first table's name and address are there in any case; those of the second file only where it has one. */
function named(word: 'failure' | 'success', links: readonly ResultLink[], kind: string): Record<string, string> {
  const link = links.find((one) => one.kind === kind);
  const second = kind.endsWith('-contacts') ? '_second_file' : '';
  if (!link && second !== '') return {};
  return { [`${word}_file_name${second}`]: link?.name ?? '', [`${word}_file_url${second}`]: link?.url ?? '' };
}

function rowOf({ row, key, errors, warnings }: ResultRow): object {
  return { row, customerId: key, ...(errors && { errors }), ...(warnings && { warnings }) };
}

function foundOf(findings: Findings | null): object {
  const customers = findings?.tables.find(({ table }) => table === 'customers');
  if (!findings || !customers) return { mapping: {}, warnings: [], format: null };
  const { type, encoding, delimiter, sheet } = customers.format;
  return {
    mapping: Object.fromEntries(customers.columns.map(({ header, field }) => [header, field])),
    warnings: findings.warnings,
    format: { type, encoding, delimiter, sheet },
  };
}
