// The floor: what a bulk update costs at least over HTTP. One statement, on the same PostgreSQL; no authentication, no
// validation, no results, no versions expected, no history, and of two records of one customer an arbitrary one wins.
import Fastify from 'fastify';
import { Pool } from 'pg';

interface Body {
  readonly records: readonly { readonly id: string; readonly data: object }[];
}

const { DATABASE_URL: connectionString, PORT, FLOOR_ORGANIZATION, FLOOR_LIST } = process.env;
const pool = new Pool({ connectionString, max: 12, application_name: 'floor' });
const app = Fastify({ bodyLimit: 33_554_432 });

app.get('/readyz', async () => {
  await pool.query('select 1');
  return { status: 'ready' };
});

app.put<{ Body: Body }>('/update', async ({ body }) => {
  const { rows } = await pool.query<{ key: string }>(
    `update floor c set data = c.data || u.data, version = c.version + 1, updated_at = now()
     from jsonb_to_recordset($1) as u (id text, data jsonb)
     where c.organization_id = $2 and c.list_id = $3 and c.key = u.id
     returning c.key`,
    [JSON.stringify(body.records), FLOOR_ORGANIZATION, FLOOR_LIST],
  );
  return { keys: rows.map(({ key }) => key) };
});

process.once('SIGTERM', () => void stop());
await app.listen({ host: '127.0.0.1', port: Number(PORT) });

async function stop(): Promise<void> {
  await app.close();
  await pool.end();
}
