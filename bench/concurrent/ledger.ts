import type { Control } from '../control.ts';
import { keyOf } from '../customers.ts';
import { json, type Reply } from '../http-client.ts';
import type { BulkAnswer } from '../checks.ts';
import { clients, type Request, seenBy } from './crowd.ts';

/** Keeps what the answers claim, to hold the database to it. */
export class Ledger {
  /** How often each customer was updated, by number. */
  readonly updates: Uint32Array;
  /** The stamp of each client's newest update of each customer. */
  readonly newest: readonly Uint32Array[];
  records = 0;
  failed = 0;
  retried = 0;
  /** Answers that were neither 200 nor 207. */
  refused: string[] = [];

  constructor(customers: number) {
    this.updates = new Uint32Array(customers + 1);
    this.newest = Array.from({ length: clients }, () => new Uint32Array(customers + 1));
  }

  /** The requests of one client have to come in the order in which they were answered. */
  enter({ client, stamp, customers }: Request, reply: Reply): void {
    this.records += customers.length;
    if (reply.status !== 200 && reply.status !== 207) {
      this.refused.push(`${reply.status} ${reply.body.toString().slice(0, 200)}`);
      return;
    }
    const { results } = json<BulkAnswer>(reply);
    this.failed += results.failed;
    this.retried += results.retried;
    const failed = new Set(results.errors.map(({ index }) => index));
    const newest = this.newest[client];
    for (const [index, customer] of customers.entries()) {
      if (failed.has(index)) continue;
      this.updates[customer] = (this.updates[customer] ?? 0) + 1;
      if (newest) newest[customer] = stamp;
    }
  }
}

/** Updates that were answered as done and do not show: a version that is missing, or a client's newest value. */
export async function countLost(control: Control, ledger: Ledger): Promise<number> {
  const values = Array.from({ length: clients }, (_, client) => `coalesce((data->>'${seenBy(client)}')::int, 0)`);
  const rows = await control.query<{ key: string; version: number; seen: number[] }>(
    `select key, version, array[${values.join(', ')}] as seen from customers order by key`,
  );
  let lost = 0;
  for (const [place, { key, version, seen }] of rows.entries()) {
    const customer = place + 1;
    if (key !== keyOf(customer)) throw new Error(`${keyOf(customer)} is not where it should be`);
    lost += Math.abs(version - 1 - (ledger.updates[customer] ?? 0));
    for (const [client, stamp] of seen.entries()) if (stamp !== ledger.newest[client]?.[customer]) lost += 1;
  }
  return lost;
}
