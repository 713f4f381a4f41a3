import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/api.ts';
import { replaceRows } from './check/replace-rows.ts';
import { rowsKey, type Upload, type UploadChange, uploadKey } from './upload-data.ts';

/**
 * Changes an upload. What the service could check at once takes the place of what was shown; otherwise it is `reading`
 * from now on, and followed. One change after the other, in the order in which they were asked for.
 */
export function useChangeUpload(id: string) {
  const queries = useQueryClient();
  return useMutation({
    scope: { id: `upload ${id}` },
    mutationFn: async (change: UploadChange) =>
      (await api.patch('/api/v1/uploads/{id}', { path: { id }, body: change })).data,
    async onSuccess(answer) {
      await queries.cancelQueries({ queryKey: uploadKey(id), exact: true });
      if ('upload' in answer) {
        queries.setQueryData(uploadKey(id), answer.upload);
        // Who may not read customers is not shown this page, and would get none.
        replaceRows(queries, id, answer.rows ?? []);
        // Other rows of the same customer may have changed with them.
        void queries.invalidateQueries({ queryKey: rowsKey(id) });
        return;
      }
      queries.setQueryData<Upload>(
        uploadKey(id),
        (before) => before && { ...before, state: 'reading', progress: null, error: null },
      );
    },
    onError: () => void queries.invalidateQueries({ queryKey: uploadKey(id) }),
  });
}
