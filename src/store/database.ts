import { type ClientBase, Pool, type PoolClient, type QueryArrayConfig, type QueryConfig, types } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { parseJson } from '../json/parse-json.ts';

/** Reads. */
export interface Reader {
  query<Row>(text: string, values?: readonly unknown[]): Promise<QueryResult<Row>>;
}
export interface QueryResult<Row> {
  readonly rows: Row[];
  readonly rowCount: number;
}

declare const writes: unique symbol;
/** Writes. Only `Database.transact` hands one out. */
export interface Tx extends Reader {
  readonly [writes]: true;
  /** Runs a prepared statement; rows come back as arrays of text, unparsed (for hot statements). */
  queryRaw(statement: HotStatement, values: readonly unknown[]): Promise<RawResult>;
  /** Runs a `COPY … FROM STDIN` with what it copies, all of which is in memory. */
  copyIn(text: string, data: Uint8Array): Promise<void>;
}
export interface HotStatement {
  readonly name: string;
  readonly text: string;
}
export interface RawResult {
  readonly rows: (string | null)[][];
  readonly rowCount: number;
}

interface DatabaseOptions {
  readonly connectionString: string;
  /** Connections at most. */
  readonly poolSize: number;
  /** Milliseconds that a statement waits for a row lock. */
  readonly lockWaitMs: number;
  /** Milliseconds, besides `lockWaitMs`, after which a statement counts as one that is not answered any more. */
  readonly statementMsMax?: number;
  /** Told of a connection that broke while idle; the pool replaces it. */
  readonly onIdleError: (error: Error) => void;
}

interface TransactOptions {
  /**
   * False: the commit returns before it is on disk. Only for what a later commit carries along or what can be derived
   * again (write-ahead log is flushed in order, so a durable chunk implies a durable claim and batch row).
   */
  readonly durable?: boolean;
  /**
   * True: tables are joined by hash, never row by row. For what writes thousands of rows at once: of a list that was
   * just loaded there are no statistics yet, one row is expected where 2,500 come, and a chunk took 6,700 ms (now 170).
   */
  readonly hashJoins?: boolean;
  /** Milliseconds that a statement waits for a row lock, where it is not to be as long as it is for all. */
  readonly lockWaitMs?: number;
  /** True: a statement may take however long it takes (a migration of a large table). */
  readonly patient?: boolean;
  /**
   * Milliseconds: everything is read as of one moment, and nothing written. Between two statements it may wait that long,
   * because what is read is sent on as fast as somebody takes it.
   */
  readonly snapshotIdleMs?: number;
  /** Told of a connection that broke, also while no statement runs on it: `work` has to end by itself. */
  readonly onBreak?: (error: Error) => void;
}

/**
 * A host that falls silent, or a network that swallows packets, ends no connection: without a time-out of our own its
 * statements would wait for ever. No statement of ours takes near as long; a migration may, and is `patient`.
 */
const statementMsMaxStandard = 120_000;
/** The longest that a timer can be set to: 24 days. */
const patientMs = 2 ** 31 - 1;
/** A connection that has been idle for this long is probed, so that one whose other end is gone is found out. */
const keepAliveMs = 10_000;
/** A process that freezes within a transaction loses it, and with it the row locks that others wait for. */
const idleInTransactionMsMax = 60_000;

/**
 * Generic plans: a custom one is made anew for the thousands of keys of a chunk, and no statement here gains by knowing
 * its values. But a generic plan is kept while its table grows, so it must not be one for a tiny table: no sequential
 * scan where there is an index. No JIT: compiling costs more than any statement here takes.
 */
const sessionSettings = `set plan_cache_mode = force_generic_plan; set enable_seqscan = off; set jit = off;
  set idle_in_transaction_session_timeout = ${idleInTransactionMsMax}`;

const asText = { getTypeParser: () => (value: string) => value };

/** A pool of connections to one PostgreSQL database. */
export class Database implements Reader, AsyncDisposable {
  readonly #pool: Pool;
  readonly #begin: string;

  constructor(options: DatabaseOptions) {
    const { connectionString, poolSize, lockWaitMs, onIdleError } = options;
    this.#pool = new Pool({
      connectionString,
      max: poolSize,
      query_timeout: (options.statementMsMax ?? statementMsMaxStandard) + Math.trunc(lockWaitMs),
      keepAlive: true,
      keepAliveInitialDelayMillis: keepAliveMs,
      types: { getTypeParser: typeParser },
      application_name: 'amend',
      connectionTimeoutMillis: 10_000,
      onConnect: setUpSession,
    });
    this.#pool.on('error', onIdleError);
    this.#begin = `begin; set local lock_timeout = ${Math.trunc(lockWaitMs)}`;
  }

  async query<Row>(text: string, values: readonly unknown[] = []): Promise<QueryResult<Row>> {
    // The pool closes a connection whose statement fails.
    return resultOf<Row>(await this.#pool.query(text, [...values]).catch(rethrow));
  }

  /** Runs `work` in one transaction: committed when it returns, rolled back when it throws. */
  async transact<T>(work: (tx: Tx) => Promise<T>, options: TransactOptions = {}): Promise<T> {
    const client = await this.#pool.connect();
    let broken: Error | undefined;
    const onError = (error: Error): void => {
      broken = error;
      options.onBreak?.(error);
    };
    // The pool listens to idle connections only, and an error that nobody listens to ends the process.
    client.on('error', onError);
    try {
      const ask = asker(client, options);
      await ask({ text: this.#begin + localSettings(options) });
      const result = await work(transaction(ask, copier(client)));
      await ask({ text: 'commit' });
      return result;
    } catch (error) {
      await client.query('rollback').catch((rollbackError: Error) => {
        broken = rollbackError;
      });
      throw error;
    } finally {
      client.removeListener('error', onError);
      client.release(broken);
    }
  }

  /** Connections in use, idle and asked for, for the metrics. */
  get connections(): { total: number; idle: number; waiting: number } {
    const { totalCount, idleCount, waitingCount } = this.#pool;
    return { total: totalCount, idle: idleCount, waiting: waitingCount };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pool.end();
  }
}

/** The pool waits for it before anyone gets the connection; its type does not say so. */
const setUpSession = (async (client: ClientBase) => {
  await client.query(sessionSettings);
}) as (client: ClientBase) => void;

function localSettings({ durable = true, hashJoins = false, lockWaitMs, snapshotIdleMs }: TransactOptions): string {
  const snapshot =
    snapshotIdleMs === undefined
      ? ''
      : `; set transaction isolation level repeatable read, read only
         ; set local idle_in_transaction_session_timeout = ${Math.trunc(snapshotIdleMs)}`;
  const lockWait = lockWaitMs === undefined ? '' : `; set local lock_timeout = ${Math.trunc(lockWaitMs)}`;
  return `${snapshot}${lockWait}${durable ? '' : '; set local synchronous_commit = off'}${hashJoins ? '; set local enable_nestloop = off' : ''}`;
}

interface Answered {
  readonly rows: unknown[];
  readonly rowCount: number | null;
}
/** Several statements in one text, as pg-boss sends them, have an answer each; the driver's type does not say so. */
function resultOf<Row>(answer: Answered | readonly Answered[]): QueryResult<Row> {
  if ('rows' in answer) return { rows: answer.rows as Row[], rowCount: answer.rowCount ?? 0 };
  const rows = answer.flatMap((one) => one.rows as Row[]);
  return { rows, rowCount: rows.length };
}

type Ask = (statement: QueryConfig | QueryArrayConfig) => Promise<Answered>;

/** What is not answered in time ends the connection, and with it the transaction: what follows it fails at once. */
function asker(client: PoolClient, { patient = false }: TransactOptions): Ask {
  return async (statement) => {
    // The driver knows this option, its types do not.
    const timed = patient ? { ...statement, query_timeout: patientMs } : statement;
    try {
      return await client.query(timed);
    } catch (error) {
      if (isUnanswered(error)) void client.end();
      return rethrow(error);
    }
  };
}

type Copy = Tx['copyIn'];

/** The driver times a copy as it times a statement. */
function copier(client: PoolClient): Copy {
  return async (text, data) => {
    const stream = client.query(copyFrom(text));
    try {
      await new Promise<void>((resolve, reject) => {
        stream.once('finish', resolve);
        // It may fail more than once: the statement, and then the connection. What is not destroyed goes on sending.
        stream.on('error', (error) => {
          reject(error);
          stream.destroy();
        });
        stream.end(data);
      });
    } catch (error) {
      if (isUnanswered(error)) void client.end();
      rethrow(error);
    }
  };
}

function isUnanswered(error: unknown): boolean {
  return error instanceof Error && error.message === 'Query read timeout';
}

/** Says of a statement that was not answered what it comes to: its connection is gone (`unavailable.ts` knows that). */
function rethrow(cause: unknown): never {
  throw isUnanswered(cause) ? new Error('Connection terminated: no answer in time', { cause }) : cause;
}

function transaction(ask: Ask, copyIn: Copy): Tx {
  return {
    copyIn,
    async query<Row>(text: string, values: readonly unknown[] = []) {
      const { rows, rowCount } = await ask({ text, values: [...values] });
      return { rows: rows as Row[], rowCount: rowCount ?? 0 };
    },
    async queryRaw({ name, text }: HotStatement, values: readonly unknown[]) {
      const { rows, rowCount } = await ask({ name, text, values: [...values], rowMode: 'array', types: asText });
      return { rows: rows as (string | null)[][], rowCount: rowCount ?? 0 };
    },
  } as Tx;
}

/** bigint as number: ids stay below 2^53 (docs/decisions). */
function typeParser(oid: number, format?: 'text' | 'binary'): (value: string) => unknown {
  if (oid === types.builtins.JSONB || oid === types.builtins.JSON) return parseJson;
  return oid === types.builtins.INT8 ? Number : types.getTypeParser(oid, format);
}
