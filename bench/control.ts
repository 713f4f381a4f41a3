import { Client } from 'pg';

/** The bench's own connection to a database: it loads, checks and looks on. */
export interface Control extends AsyncDisposable {
  query<Row>(text: string, values?: readonly unknown[]): Promise<Row[]>;
}

export async function connect(connectionString: string): Promise<Control> {
  const client = new Client({ connectionString, application_name: 'bench' });
  await client.connect();
  return {
    async query<Row>(text: string, values: readonly unknown[] = []) {
      const { rows } = await client.query(text, [...values]);
      return rows as Row[];
    },
    [Symbol.asyncDispose]: () => client.end(),
  };
}
