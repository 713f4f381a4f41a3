import { RequestError, type RequestErrorCode } from '../errors/request-error.ts';
import { CheckRun } from './check/check-run.ts';
import { checkAgain, type FoundSoFar, readFile } from './check/check-file.ts';
import type { CheckContext } from './check/check-table.ts';
import { newCustomerKeys, type RandomBytes } from './check/new-customer-key.ts';
import { Progress } from './check/progress.ts';
import type { Checked, CheckStore } from './check-ports.ts';
import type { CustomerLookup, Spool, SpoolClaim, SpoolRef } from './ports.ts';
import type { OpenDeps } from './read/open-tables.ts';
import { hasNoList, isGone } from './read/refusals.ts';
import type { UploadList, UploadLists } from './upload-lists.ts';
import type { Comparison, Findings, Refusal, Upload } from './upload.ts';

/** Compares what was checked with the customers, and marks the rows in `kinds`. */
type Compare = (
  checked: Checked & { readonly upload: Upload; readonly sheets: UploadList['sheets'] },
  run: { readonly signal: AbortSignal; readonly onProgress: (done: number, of: number) => Promise<void> },
) => Promise<Comparison | undefined>;

export interface ReadAndCheckDeps extends OpenDeps {
  readonly store: CheckStore;
  readonly spool: Spool;
  readonly lists: UploadLists;
  readonly customers: CustomerLookup;
  /** For uploads that are shown before they are applied. */
  readonly compare: Compare;
  readonly random: RandomBytes;
  /** Milliseconds. */
  readonly now: () => number;
}

/**
 * Reads and checks an upload: from its file, or again from the spool where it was read to its end before. Begins anew
 * wherever an earlier attempt stopped. Throws `Fenced` where its batch was cancelled or somebody else has it now.
 */
export async function readAndCheck(
  ref: SpoolRef,
  deps: ReadAndCheckDeps,
  signal: AbortSignal,
): Promise<'ready' | 'refused'> {
  const begun = await deps.store.begin(ref);
  if (!begun) throw isGone();
  const { upload, claim } = begun;
  if (!claim) return upload.state === 'refused' ? 'refused' : 'ready';
  const found: FoundSoFar = { sheets: [], tables: [], warnings: [] };
  try {
    const checked = await check({ upload, claim, found, signal }, deps);
    await deps.store.saveChecked(claim, checked);
    return 'ready';
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const isSpooled = wasSpooled(upload);
    if (!isSpooled) await deps.spool.clear(claim, 'all');
    await deps.store.saveRefused(claim, { refusal: refusalOf(error), findings: findingsOf(found, isSpooled) });
    return 'refused';
  }
}

interface Begun {
  readonly upload: Upload;
  readonly claim: SpoolClaim;
  readonly found: FoundSoFar;
  readonly signal: AbortSignal;
}

async function check({ upload, claim, found, signal }: Begun, deps: ReadAndCheckDeps): Promise<Checked> {
  const { store, spool, customers, random, now } = deps;
  const list = await deps.lists.find(upload.list);
  if (!list) throw hasNoList();
  const progress = new Progress({ store, claim, signal, now });
  await using records = spool.recordWriter(claim);
  const run = new CheckRun({ records, random });
  const context: CheckContext = { upload, claim, list, run, spool, customers, newKey: newCustomerKeys(random) };
  const checking = { context, progress, found, signal };
  const checked = await (upload.findings && wasSpooled(upload)
    ? checkAgain(checking, upload.findings)
    : readFile(checking, deps));
  if (upload.oneStep) return checked;
  const onProgress = (done: number, of: number) => progress.report('checking', { done, of });
  const compared = await deps.compare({ ...checked, upload, sheets: list.sheets }, { signal, onProgress });
  return { ...checked, findings: { ...checked.findings, ...(compared && { compared }) } };
}

/** A file that was read to its end has rows: one without is refused. */
function wasSpooled({ findings }: Upload): boolean {
  return findings !== null && findings.tables.some(({ rows }) => rows > 0);
}

/** What refuses a file. Anything else is a fault of ours, or of the database: the file is tried again. */
const refusalCodes: ReadonlySet<RequestErrorCode> = new Set([
  'unprocessable',
  'unsupported_media_type',
  'payload_too_large',
  'list_mismatch',
  'validation_failed',
]);

function isRefusal(error: unknown): error is RequestError {
  return error instanceof RequestError && refusalCodes.has(error.code);
}

function refusalOf({ code, message, faults, places }: RequestError): Refusal {
  return { code, message, faults, places };
}

/** The columns, so that a mapping can be made that mends them; without rows where not all of them lie in the spool. */
function findingsOf({ sheets, tables, warnings }: FoundSoFar, isSpooled: boolean): Findings | null {
  if (tables.length === 0) return null;
  const counts = { total: 0, valid: 0, invalid: 0, warned: 0, excluded: 0 };
  return { sheets, tables: tables.map((table) => (isSpooled ? table : { ...table, rows: 0 })), counts, warnings };
}
