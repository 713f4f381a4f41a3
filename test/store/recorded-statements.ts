import { Database, type HotStatement, type QueryResult, type Tx } from '../../src/store/database.ts';

export interface RecordedStatement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** A database that keeps what is asked of it inside transactions, and beside them where that is wanted. */
export class RecordingDatabase extends Database {
  readonly statements: RecordedStatement[] = [];
  recordsReads = false;
  /** Whether each transaction waited for the disk. */
  readonly durable: boolean[] = [];

  override async transact<T>(
    work: (tx: Tx) => Promise<T>,
    options: { durable?: boolean; hashJoins?: boolean } = {},
  ): Promise<T> {
    this.durable.push(options.durable ?? true);
    return super.transact((tx) => work(this.#recorded(tx)), options);
  }

  override async query<Row>(text: string, values: readonly unknown[] = []): Promise<QueryResult<Row>> {
    if (this.recordsReads) this.statements.push({ text, values });
    return super.query<Row>(text, values);
  }

  #recorded(tx: Tx): Tx {
    const keep = (text: string, values: readonly unknown[]): void => {
      this.statements.push({ text, values });
    };
    return Object.assign(Object.create(tx) as Tx, {
      async query<Row>(text: string, values: readonly unknown[] = []) {
        keep(text, values);
        return tx.query<Row>(text, values);
      },
      async queryRaw(statement: HotStatement, values: readonly unknown[]) {
        keep(statement.text, values);
        return tx.queryRaw(statement, values);
      },
    });
  }
}
