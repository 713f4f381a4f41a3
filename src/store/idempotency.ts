import type { Abandoned, IdempotencyStore, KeyedRequest, KeyState } from '../http/idempotency-store.ts';
import type { WireAnswer } from '../http/wire-answer.ts';
import type { Database, Reader, Tx } from './database.ts';
import { isLockTimeout } from './sql-states.ts';

interface IdempotencyStoreOptions {
  readonly database: Database;
  /** This process's id in `processes`. */
  readonly owner: number;
  readonly processDeadAfterMs: number;
  readonly idempotencyHours: number;
}

/**
 * Claims and answers in the table `idempotency_keys`. A claim is committed without waiting for the disk: the first
 * durable chunk of its batch carries it along, and before that there is nothing to resume. The same holds for the
 * answer of a batch, which can be derived again from its chunks.
 */
export class PostgresIdempotencyStore implements IdempotencyStore<Tx> {
  readonly #options: IdempotencyStoreOptions;

  constructor(options: IdempotencyStoreOptions) {
    this.#options = options;
  }

  /** One statement, by the primary key: a repeated request costs no more than this. */
  async find(request: KeyedRequest): Promise<KeyState> {
    const { database, owner, processDeadAfterMs } = this.#options;
    const { rows } = await database.query<Row>(
      `select k.fingerprint, k.reference, k.owner, k.status, k.headers, k.body, p.id is not null as owner_lives
       from idempotency_keys k
       left join processes p on p.id = k.owner and p.seen_at >= now() - $4 * interval '1 millisecond'
       where k.organization_id = $1 and k.operation = $2 and k.key = $3 and k.expires_at > now()`,
      [...nameOf(request), processDeadAfterMs],
    );
    const [row] = rows;
    if (!row) return { state: 'absent' };
    if (!row.fingerprint.equals(request.fingerprint)) return { state: 'other-request' };
    if (row.status !== null) return { state: 'answered', answer: answerOf(row) };
    // This process asks only for what it is not at work on itself.
    if (row.owner_lives && row.owner !== owner) return { state: 'running' };
    return { state: 'abandoned', reference: row.reference, owner: row.owner };
  }

  async claim(request: KeyedRequest, reference: string): Promise<boolean> {
    return this.#options.database.transact((tx) => this.claimIn(tx, request, reference), { durable: false });
  }

  async claimIn(tx: Tx, request: KeyedRequest, reference: string): Promise<boolean> {
    const { owner, idempotencyHours } = this.#options;
    try {
      // The advisory lock tells at once that another transaction is about to write the same key, where the unique key
      // would wait for its end. It only saves waiting: what holds is the key.
      const { rowCount } = await tx.query(
        `insert into idempotency_keys as k (organization_id, operation, key, fingerprint, reference, owner, expires_at)
         select $1, $2, $3, $4, $5, $6, now() + $7 * interval '1 hour'
         where pg_try_advisory_xact_lock(hashtextextended(jsonb_build_array($1::bigint, $2::text, $3::text)::text, 0))
         on conflict (organization_id, operation, key) do update
         set fingerprint = excluded.fingerprint, reference = excluded.reference, owner = excluded.owner,
             status = null, headers = null, body = null, created_at = now(), expires_at = excluded.expires_at
         where k.expires_at <= now()`,
        [...nameOf(request), request.fingerprint, reference, owner, idempotencyHours],
      );
      return rowCount === 1;
    } catch (error) {
      if (isLockTimeout(error)) return false;
      throw error;
    }
  }

  async takeOver(request: KeyedRequest, { owner, reference }: Abandoned): Promise<boolean> {
    const { rowCount } = await this.#write(
      `update idempotency_keys set owner = $4
       where organization_id = $1 and operation = $2 and key = $3
         and status is null and owner is not distinct from $5 and reference = $6 and expires_at > now()`,
      [...nameOf(request), this.#options.owner, owner, reference],
    );
    return rowCount === 1;
  }

  async answer(request: KeyedRequest, answer: WireAnswer): Promise<void> {
    await this.#options.database.transact((tx) => this.answerIn(tx, request, answer), { durable: false });
  }

  async answerIn(tx: Tx, request: KeyedRequest, { status, headers, body }: WireAnswer): Promise<void> {
    await tx.query(
      `update idempotency_keys set status = $5, headers = $6, body = $7, owner = null
       where organization_id = $1 and operation = $2 and key = $3 and owner = $4 and status is null`,
      [...nameOf(request), this.#options.owner, status, JSON.stringify(headers), body],
    );
  }

  async drop(request: KeyedRequest): Promise<void> {
    await this.#options.database.transact((tx) => this.dropIn(tx, request), { durable: false });
  }

  async dropIn(tx: Tx, request: KeyedRequest): Promise<void> {
    await tx.query(
      `delete from idempotency_keys
       where organization_id = $1 and operation = $2 and key = $3 and owner = $4 and status is null`,
      [...nameOf(request), this.#options.owner],
    );
  }

  async release(request: KeyedRequest): Promise<void> {
    await this.#write(
      `update idempotency_keys set owner = null
       where organization_id = $1 and operation = $2 and key = $3 and owner = $4 and status is null`,
      [...nameOf(request), this.#options.owner],
    );
  }

  async #write(text: string, values: readonly unknown[]): ReturnType<Reader['query']> {
    return this.#options.database.transact((tx) => tx.query(text, values), { durable: false });
  }
}

/** Removes expired keys, at most `keysMax` of them; says how many there were. Fewer than `keysMax`: all are gone. */
export async function sweepIdempotencyKeys(tx: Tx, keysMax: number): Promise<number> {
  const { rowCount } = await tx.query(
    `with expired as (
       select organization_id, operation, key from idempotency_keys
       where expires_at <= now() order by expires_at limit $1 for update skip locked
     )
     delete from idempotency_keys k using expired e
     where k.organization_id = e.organization_id and k.operation = e.operation and k.key = e.key`,
    [keysMax],
  );
  return rowCount;
}

interface Row {
  readonly fingerprint: Buffer;
  readonly reference: string;
  readonly owner: number | null;
  readonly status: number | null;
  readonly headers: Readonly<Record<string, string>> | null;
  readonly body: Buffer | null;
  readonly owner_lives: boolean;
}

function nameOf({ organizationId, operation, key }: KeyedRequest): [number, string, string] {
  return [organizationId, operation, key];
}

function answerOf({ status, headers, body }: Row): WireAnswer {
  return { status: status ?? 200, headers: headers ?? {}, body: body ?? Buffer.alloc(0) };
}
