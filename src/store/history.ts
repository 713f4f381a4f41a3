/**
 * A customer's history, read by walking its chain of packs: `customers.last_pack` names the newest, each change the pack
 * before it. One small statement a step. Reading ahead cannot guess a chain's next pack without another index, and a
 * step is short: see docs/decisions/0003-packed-history.md for the figures.
 */
import type { Change } from '../engine/records.ts';
import type { CustomerId, HistoryEntry, HistoryPage, HistoryQuery, HistoryReader } from '../lists/customer-readers.ts';
import { batchOfPack, findChange } from './change-packs.ts';
import type { Reader } from './database.ts';
import { sliceBytesMax } from './slices.ts';

export function historyReader(reader: Reader): HistoryReader {
  return { read: async (query) => readHistory(reader, query) };
}

async function readHistory(reader: Reader, { limit, cursor, ...id }: HistoryQuery): Promise<HistoryPage | null> {
  const newest = await newestPack(reader, id);
  if (newest === undefined) return null;
  const steps: Step[] = [];
  let pack = cursor ?? newest;
  let bytes = 0;
  while (pack !== null && steps.length < limit && bytes < sliceBytesMax) {
    const step = await readStep(reader, id, pack);
    // A swept pack ends the chain: nothing older is kept. A cursor that names another customer's pack finds nothing.
    if (step === null) return { entries: await entriesOf(reader, id, steps), next: null };
    steps.push(step);
    bytes += Buffer.byteLength(JSON.stringify(step.change.fields));
    pack = step.change.previousPack;
  }
  return { entries: await entriesOf(reader, id, steps), next: pack };
}

interface Step {
  readonly change: Change;
  readonly pack: number;
  readonly at: Date;
}

/** undefined: there is no such customer. */
async function newestPack(
  reader: Reader,
  { organizationId, listId, key }: CustomerId,
): Promise<number | null | undefined> {
  const { rows } = await reader.query<{ last_pack: number | null }>(
    `select last_pack from customers where organization_id = $1 and list_id = $2 and key = $3 and status = 'active'`,
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
  return change ? { change, pack, at: row.created_at } : null;
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
  return steps.map(({ change, pack, at }) => {
    const batch = batches.get(batchOfPack(pack));
    const { version, fields } = change;
    return { version, batchId: batch?.public_id ?? null, at, by: batch?.token_name ?? null, fields };
  });
}
