import type { RecordSums, StatisticsReader } from '../doors/api/statistics-ports.ts';
import type { Reader } from './database.ts';

interface Row extends RecordSums {
  readonly stretch: number;
}

/**
 * Sums over batches, by when they were asked for: a range of the index `batches_created`, whatever the list holds. The
 * moments are given to the database: which days there are is decided in one place, and no server need know a time zone.
 */
export function recordStatistics(reader: Reader): StatisticsReader {
  return {
    async records({ organizationId, list, borders }) {
      const ofList = 'and b.list_id = (select id from lists where organization_id = $1 and public_id = $3)';
      const { rows } = await reader.query<Row>(
        `select width_bucket(b.created_at, $2::timestamptz[]) - 1 as stretch, sum(b.updated)::bigint as updated,
           sum(b.unchanged)::bigint as unchanged, sum(b.invalid)::bigint as invalid, sum(b.failed)::bigint as failed,
           count(*) as batches
         from batches b
         where b.organization_id = $1 and b.created_at >= ($2::timestamptz[])[1]
           and b.created_at < ($2::timestamptz[])[cardinality($2::timestamptz[])]
           and b.source <> 'preview' and b.finished_at is not null ${list === null ? '' : ofList}
         group by 1`,
        [organizationId, borders, ...(list === null ? [] : [list])],
      );
      return new Map(rows.map(({ stretch, ...sums }) => [stretch, sums]));
    },
  };
}
