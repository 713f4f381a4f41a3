import type { Api } from './api.ts';
import type { Expected } from './plan-updates.ts';

/** What a bulk update is answered with, as far as the demo reads it. */
export interface BulkAnswer {
  readonly batchId: string;
  readonly results: {
    readonly total: number;
    readonly valid: number;
    readonly invalid: number;
    readonly successful: number;
    readonly failed: number;
    readonly retried: number;
    readonly errors: readonly { readonly index: number; readonly id: string; readonly error: string; reason: string }[];
    readonly invalidRecords?: readonly {
      readonly index: number;
      readonly id: string | null;
      readonly errors: readonly string[];
    }[];
  };
}

/** What the database says of the update: must be the same after the request was sent a second time. */
export interface State {
  readonly batches: number;
  readonly updated: number;
  readonly unchanged: number;
  /** Of the customer that the request names twice. */
  readonly version: number;
  readonly status: unknown;
}

/** Reads the state back through the API. */
export async function readState(api: Api, place: { campaignId: string; batchId: string; id: string }): Promise<State> {
  const { campaignId, batchId, id } = place;
  const batches = await api.call<{ data: unknown[] }>('GET /api/v1/batches?limit=200');
  const batch = await api.call<{ data: { counts: { updated: number; unchanged: number } } }>(
    `GET /api/v1/batches/${batchId}`,
  );
  const customer = await api.call<{ data: { version: number; data: { payment_status: unknown } } }>(
    `GET /api/v1/customers/${id}?campaignId=${campaignId}`,
  );
  const { updated, unchanged } = batch.body.data.counts;
  const { version, data } = customer.body.data;
  return { batches: batches.body.data.length, updated, unchanged, version, status: data.payment_status };
}

/** What is not as it must be; empty when all is well. `retried` depends on the machine. */
export function updateFaults({ results }: BulkAnswer, state: State, expected: Expected): string[] {
  const { total, valid, invalid, successful, failed, updated, unchanged, twice } = expected;
  const wanted = { total, valid, invalid, successful, failed, updated, unchanged };
  const found: Record<keyof typeof wanted, number> = { ...results, ...state };
  const names = Object.keys(wanted) as (keyof typeof wanted)[];
  const faults = names
    .filter((name) => found[name] !== wanted[name])
    .map((name) => `${name} is ${found[name]} and must be ${wanted[name]}`);
  const isSame = (indexes: readonly { index: number }[], wanted: readonly number[]) =>
    JSON.stringify(indexes.map(({ index }) => index)) === JSON.stringify(wanted);
  if (!isSame(results.errors, expected.failedIndexes))
    faults.push('the failed records are not those without a customer');
  if (!isSame(results.invalidRecords ?? [], expected.invalidIndexes)) {
    faults.push('the invalid records are not those with a bad value');
  }
  if (state.version !== 2 || state.status !== twice.status) {
    faults.push(`${twice.id} must be ${twice.status} in version 2 and is ${String(state.status)} in ${state.version}`);
  }
  return faults;
}
