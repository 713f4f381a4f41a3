import type { Sql } from '../jobs/file-queue.ts';
import type { Reader } from './database.ts';

/** The statements of the jobs' library on our pool, or within a transaction of ours. */
export function jobsSql(reader: Reader): Sql {
  return { executeSql: (text, values = []) => reader.query(text, values) };
}
