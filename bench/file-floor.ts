import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { fileColumns } from './company-file.ts';

/** The floor of a file: `COPY` to a temporary table and one `UPDATE … FROM`, in one durable transaction. Milliseconds. */
export async function fileFloor(connectionString: string, file: string): Promise<number> {
  const client = new Client({ connectionString, application_name: 'floor' });
  await client.connect();
  try {
    const [key, ...fields] = fileColumns;
    const columns = fileColumns.map((name) => `"${name}" text`).join(', ');
    const start = performance.now();
    await client.query('begin');
    await client.query(`create temporary table incoming (${columns}) on commit drop`);
    const copy = client.query(copyFrom('copy incoming from stdin with (format csv, header true)'));
    await pipeline(createReadStream(file, { highWaterMark: 2 ** 20 }), copy);
    const values = fields.map((name) =>
      name === 'outstandingAmount' ? `'${name}', i."${name}"::numeric` : `'${name}', i."${name}"`,
    );
    await client.query(
      `update floor c set data = c.data || jsonb_build_object(${values.join(', ')}),
         version = c.version + 1, updated_at = now()
       from incoming i where c.key = i."${key}"`,
    );
    await client.query('commit');
    return performance.now() - start;
  } finally {
    await client.end();
  }
}
