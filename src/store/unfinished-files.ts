import type { FileWork } from '../jobs/file-work.ts';
import type { UnfinishedFiles } from '../jobs/watch-files.ts';
import type { Reader } from './database.ts';

interface Row {
  readonly organization_id: number;
  readonly id: number;
  readonly list_id: number;
  /** Of an upload. */
  readonly public_id: string | null;
  readonly step: FileWork['step'];
}

/** Files that are being read, files whose batch has not ended, and undos. All are few, and found by an index of their own. */
export function unfinishedFiles(reader: Reader): UnfinishedFiles {
  return {
    async list(after, limit) {
      const { rows } = await reader.query<Row>(
        `select distinct organization_id, id, list_id, public_id, step from (
           select u.organization_id, u.id, u.list_id, u.public_id, 'read' as step
           from uploads u
           where u.state = 'reading' and u.batch_id is null and u.preview_id is null and u.expires_at > now()
           union all
           select u.organization_id, u.id, u.list_id, u.public_id,
             case when b.source = 'preview' then 'preview' else 'apply' end
           from batches b
           join uploads u on u.organization_id = b.organization_id and u.id = b.upload_id
           where b.state in ('queued', 'running', 'interrupted') and b.upload_id is not null
           union all
           select b.organization_id, b.id, b.list_id, null, 'undo'
           from batches b
           where b.state in ('queued', 'running', 'interrupted') and b.undoes is not null
         ) f
         where (organization_id, id) > ($1, $2)
         order by organization_id, id limit $3`,
        [after?.organizationId ?? 0, after?.id ?? 0, limit],
      );
      return rows.map((row) => ({ work: workOf(row), cursor: { organizationId: row.organization_id, id: row.id } }));
    },
  };
}

function workOf({ organization_id: organizationId, id, list_id: listId, public_id: uploadId, step }: Row): FileWork {
  if (step === 'undo' || uploadId === null) return { organizationId, listId, batchId: id, step: 'undo' };
  return { organizationId, listId, uploadId, step };
}
