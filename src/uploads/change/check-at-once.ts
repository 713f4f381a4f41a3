import { type Chunk, groupIntoChunk } from '../../engine/cut-chunks.ts';
import type { ListRef } from '../../engine/ports.ts';
import type { Preview } from '../../engine/preview-chunk.ts';
import type { Operation } from '../../engine/records.ts';
import { settled } from '../apply/spooled-chunks.ts';
import { comparedKind } from '../compare/compare-upload.ts';
import type { AmendedCustomer, AmendedRow, Amendments, CustomerLookup, Spool } from '../ports.ts';
import { chunkOf } from '../rows/compared-rows.ts';
import { type Comparison, type Findings, rowKinds, type RowPlace, type Upload } from '../upload.ts';
import type { UploadList, UploadLists } from '../upload-lists.ts';
import { customersOf, noteTwins, type TouchedCustomer } from './customers-of.ts';
import { mergeAmendments } from './merge-amendments.ts';
import { recount } from './recount.ts';
import { type TouchedRow, touchRows } from './touched-rows.ts';

export interface AtOnceDeps {
  readonly spool: Pick<Spool, 'findRows' | 'findNotes' | 'records'>;
  readonly customers: CustomerLookup;
  readonly lists: UploadLists;
  readonly readKinds: (ref: Upload['ref']) => Promise<Uint8Array>;
  /** What a chunk would do at this moment. */
  readonly preview: (list: ListRef, operation: Operation, chunk: Chunk) => Promise<Preview>;
  /** Of a new customer. */
  readonly newKey: () => string;
}

interface Asked {
  readonly upload: Upload;
  /** Rows that are changed. */
  readonly places: readonly RowPlace[];
  readonly changed: Pick<Upload, 'edits' | 'excluded'>;
}

/** What a check of the whole file would find, as far as it differs from what the last one has found. */
export interface CheckedAtOnce {
  readonly findings: Findings;
  readonly kinds: Uint8Array;
  readonly amendments: Amendments;
  /** Of the records of the rows that the user changed, and of all others for their customers, ascending. */
  readonly indexes: readonly number[];
}

/**
 * Checks what a change of a few rows changes: these rows, and all rows for their customers. null: more than that may
 * change, so that the whole file has to be checked. docs/decisions/0025-editing-an-upload.md says which cases those are.
 */
export async function checkAtOnce({ upload, places, changed }: Asked, deps: AtOnceDeps): Promise<CheckedAtOnce | null> {
  const { ref, findings } = upload;
  const compared = findings?.compared;
  const list = await deps.lists.find(upload.list);
  if (!findings || !compared || !list) return null;
  const kinds = await deps.readKinds(ref);
  const touched = await touchRows({ upload, places, changed, kinds, list }, deps);
  if (!touched) return null;
  const records = await deps.spool.records(ref);
  const borders = records.cut(compared.chunkRecords);
  const customers = await customersOf({ touched, records });
  // Without any records there are no chunks in which one could lie.
  if (!customers || (borders.length === 0 && customers.length > 0)) return null;
  const amended = await amend({ upload, findings, list, touched, customers, borders }, deps);
  const amendments = mergeAmendments(ref.amendments, amended);
  if (!amendments) return null;
  const checked = withKinds({ findings, compared, kinds }, amended, touched);
  // A file without one has no chunks; the packs of this one would still be cut into some.
  if (checked.findings.counts.valid === 0) return null;
  const others = customers.flatMap((own) => own.records.map(({ index }) => index));
  const indexes = [...new Set([...touched.map(({ index }) => index), ...others])].sort((a, b) => a - b);
  return { ...checked, amendments, indexes };
}

interface Amending {
  readonly upload: Upload;
  readonly findings: Findings;
  readonly list: UploadList;
  readonly touched: readonly TouchedRow[];
  readonly customers: readonly TouchedCustomer[];
  readonly borders: readonly string[];
}

async function amend(amending: Amending, deps: AtOnceDeps): Promise<Amendments> {
  const { upload, findings, touched, customers } = amending;
  const customerRows = findings.tables.find(({ table }) => table === 'customers')?.rows ?? 0;
  const noted = await noteTwins({ ref: upload.ref, customers, touched, customerRows, spool: deps.spool });
  const records = new Map(customers.flatMap((own) => own.records.map((record) => [record.index, record])));
  const rows = new Map<number, AmendedRow>();
  for (const { table, place, index, after } of touched) {
    rows.set(index, { table, place, index, note: after.note, record: after.record });
  }
  for (const { index, note } of noted) {
    rows.set(index, { table: 'customers', place: index, index, note, record: records.get(index) ?? null });
  }
  return { rows: [...rows.values()], customers: await compare(customers, { ...amending, customerRows }, deps) };
}

/** By the code that compares the whole file; a customer's records hang on no other's. */
async function compare(
  customers: readonly TouchedCustomer[],
  { upload, list, borders, customerRows }: Amending & { readonly customerRows: number },
  { preview }: Pick<AtOnceDeps, 'preview'>,
): Promise<AmendedCustomer[]> {
  const { sheets } = list;
  const records = customers.flatMap((own) => own.records.map((record) => settled(record, { sheets, customerRows })));
  const shown =
    records.length === 0 ? nothing : await preview(upload.list, upload.operation, groupIntoChunk(0, records));
  const outcomes = new Map(shown.outcomes.map((outcome) => [outcome.index, outcome]));
  const changes = new Map(shown.changes.map((change) => [change.key, change]));
  return customers.map(({ key, records: own }) => ({
    key,
    chunk: chunkOf(key, borders),
    outcomes: own.flatMap(({ index }) => outcomes.get(index) ?? []),
    version: own.length === 0 ? null : (shown.versions.get(key) ?? null),
    change: changes.get(key) ?? null,
  }));
}

const nothing: Preview = { outcomes: [], changes: [], versions: new Map() };

/** What each of the rows is now, and the counts with it. */
function withKinds(
  { findings, compared, kinds }: { findings: Findings; compared: Comparison; kinds: Uint8Array },
  { rows, customers }: Amendments,
  touched: readonly TouchedRow[],
): Pick<CheckedAtOnce, 'findings' | 'kinds'> {
  const excluded = new Set(touched.filter(({ after }) => after.isExcluded).map(({ index }) => index));
  const found = new Map<number, number>();
  for (const { index, note, record } of rows) {
    const isWarned = record !== null && (note?.warnings.length ?? 0) > 0;
    const kind = excluded.has(index) ? 'excluded' : record === null ? 'invalid' : 'valid';
    found.set(index, rowKinds[kind] | (isWarned ? rowKinds.warned : 0));
  }
  for (const outcome of customers.flatMap(({ outcomes }) => outcomes)) {
    const before = found.get(outcome.index) ?? (kinds[outcome.index] ?? 0) & ~comparedKinds;
    found.set(outcome.index, before | rowKinds[comparedKind(outcome)]);
  }
  // A copy: what is sliced of a buffer shares its bytes.
  const changed = Uint8Array.from(kinds);
  for (const [index, kind] of found) changed[index] = kind;
  const changes = [...found].map(([index, to]) => ({ from: kinds[index] ?? 0, to }));
  return { findings: { ...findings, ...recount({ counts: findings.counts, compared }, changes) }, kinds: changed };
}

const comparedKinds = rowKinds.changing | rowKinds.unchanged | rowKinds.missing | rowKinds.failing;
