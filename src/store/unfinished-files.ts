import type { FileWork } from '../jobs/file-work.ts';
import type { UnfinishedFiles } from '../jobs/watch-files.ts';
import type { Reader } from './database.ts';

interface Row {
  readonly organization_id: number;
  readonly id: number;
  readonly list_id: number;
  readonly public_id: string;
  readonly step: FileWork['step'];
}

/** Files that are being read, and files whose batch has not ended. Both are few, and both have an index of their own. */
export function unfinishedFiles(reader: Reader): UnfinishedFiles {
  return {
    async list(after, limit) {
      const { rows } = await reader.query<Row>(
        `select organization_id, id, list_id, public_id, step from (
           select u.organization_id, u.id, u.list_id, u.public_id, 'read' as step
           from uploads u
           where u.state = 'reading' and u.batch_id is null and u.expires_at > now()
           union all
           select u.organization_id, u.id, u.list_id, u.public_id, 'apply'
           from batches b
           join uploads u on u.organization_id = b.organization_id and u.id = b.upload_id
           where b.state in ('queued', 'running', 'interrupted') and b.upload_id is not null
         ) f
         where (organization_id, id) > ($1, $2)
         order by organization_id, id limit $3`,
        [after?.organizationId ?? 0, after?.id ?? 0, limit],
      );
      return rows.map((row) => ({ work: workOf(row), cursor: { organizationId: row.organization_id, id: row.id } }));
    },
  };
}

function workOf({ organization_id: organizationId, list_id: listId, public_id: uploadId, step }: Row): FileWork {
  return { organizationId, listId, uploadId, step };
}
