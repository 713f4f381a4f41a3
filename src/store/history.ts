/**
 * A customer's history, read by walking its chain of packs: `customers.last_pack` names the newest, each change the pack
 * before it. One small statement a step. Reading ahead cannot guess a chain's next pack without another index, and a
 * step is short: see docs/decisions/0003-packed-history.md for the figures.
 */
import { setOwn } from '../engine/json.ts';
import type { FieldChange, FieldChanges } from '../engine/records.ts';
import type { CustomerId, HistoryEntry, HistoryPage, HistoryQuery, HistoryReader } from '../lists/customer-readers.ts';
import { batchOfPack, findChange } from './change-packs.ts';
import type { Reader } from './database.ts';
import { sliceBytesMax } from './slices.ts';

/**
 * What one page may take, whatever it finds. One with a filter may pass over any number of changes; and a pack is read
 * whole for the one change in it: a megabyte of text at most, of which deflating leaves a fifth to a tenth.
 */
const stepsMaxStandard = 1_000;
const packBytesReadMax = 16 * 2 ** 20;

/** `stepsMax`: packs that are read for one page at most. */
export function historyReader(reader: Reader, { stepsMax = stepsMaxStandard } = {}): HistoryReader {
  return { read: async (query) => readHistory(reader, query, stepsMax) };
}

async function readHistory(
  reader: Reader,
  { limit, cursor, fields, ...id }: HistoryQuery,
  stepsMax: number,
): Promise<HistoryPage | null> {
  const newest = await newestPack(reader, id);
  if (newest === undefined) return null;
  const wanted = fields && new Set(fields);
  const steps: Step[] = [];
  const spent = { steps: 0, shown: 0, read: 0 };
  const isSpent = (): boolean =>
    spent.steps >= stepsMax || spent.shown >= sliceBytesMax || spent.read >= packBytesReadMax;
  let pack = cursor ?? newest;
  while (pack !== null && steps.length < limit && !isSpent()) {
    const step = await readStep(reader, id, pack);
    // A swept pack ends the chain: nothing older is kept. A cursor that names another customer's pack finds nothing.
    if (step === null) return { entries: await entriesOf(reader, id, steps), next: null };
    spent.steps += 1;
    spent.read += step.bytesRead;
    pack = step.previousPack;
    const shown = wanted ? onlyFields(step.fields, wanted) : step.fields;
    if (wanted && Object.keys(shown).length === 0) continue;
    spent.shown += Buffer.byteLength(JSON.stringify(shown));
    steps.push({ ...step, fields: shown });
  }
  return { entries: await entriesOf(reader, id, steps), next: pack };
}

function onlyFields(changes: FieldChanges, wanted: ReadonlySet<string>): FieldChanges {
  const kept: FieldChanges = {};
  for (const [field, change] of Object.entries(changes)) {
    if (wanted.has(field)) setOwn<FieldChange>(kept, field, change);
  }
  return kept;
}

interface Step {
  readonly version: number;
  readonly fields: FieldChanges;
  readonly previousPack: number | null;
  readonly pack: number;
  readonly at: Date;
  readonly bytesRead: number;
}

/**
 * undefined: there never was such a customer. One that was removed is there: his last data, and who removed him, lie in his
 * history. A placeholder of an addition that is not committed has none.
 */
async function newestPack(
  reader: Reader,
  { organizationId, listId, key }: CustomerId,
): Promise<number | null | undefined> {
  const { rows } = await reader.query<{ last_pack: number | null }>(
    `select last_pack from customers
     where organization_id = $1 and list_id = $2 and key = $3 and (status = 'active' or last_pack is not null)`,
    [organizationId, listId, key],
  );
  return rows[0]?.last_pack;
}

async function readStep(
  reader: Reader,
  { organizationId, listId, key }: CustomerId,
  pack: number,
): Promise<Step | null> {
  const { rows } = await reader.query<{ changes: Buffer; created_at: Date }>(
    'select changes, created_at from change_packs where organization_id = $1 and id = $2 and list_id = $3',
    [organizationId, pack, listId],
  );
  const [row] = rows;
  const change = row && findChange(row.changes, key);
  if (!change) return null;
  const { version, fields, previousPack } = change;
  return { version, fields, previousPack, pack, at: row.created_at, bytesRead: row.changes.length };
}

interface BatchRow {
  readonly id: number;
  readonly public_id: string;
  readonly token_name: string | null;
}

/** With the batch and the token of each: one statement a page. */
async function entriesOf(
  reader: Reader,
  { organizationId }: CustomerId,
  steps: readonly Step[],
): Promise<HistoryEntry[]> {
  if (steps.length === 0) return [];
  const ids = [...new Set(steps.map(({ pack }) => batchOfPack(pack)))];
  const { rows } = await reader.query<BatchRow>(
    `select b.id, b.public_id, t.name as token_name
     from batches b left join actors t on t.id = b.token_id
     where b.organization_id = $1 and b.id = any ($2::bigint[])`,
    [organizationId, ids],
  );
  const batches = new Map(rows.map((row) => [row.id, row]));
  return steps.map(({ version, fields, pack, at }) => {
    const batch = batches.get(batchOfPack(pack));
    return { version, batchId: batch?.public_id ?? null, at, by: batch?.token_name ?? null, fields };
  });
}
