import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useLocation } from 'wouter';
import { ApiError, refusalOf } from '../../api/api-error.ts';
import type { Endpoints } from '../../api/generated/client.ts';
import { sendFile } from './start/send-file.ts';
import { formOf } from './start/use-sending.ts';
import { uploadKey } from './upload-data.ts';

type Batch = Endpoints.get_GetBatch['responses'][200]['data'];

/**
 * Opens the failed rows of a batch that has ended as a new upload of the same list, at once at the table in which they
 * are mended. An empty cell means there what it meant in the first file. `canMend` is false where the batch has no
 * failure file (all went well, or it is kept no longer).
 */
export function useMendFailed(batch: Pick<Batch, 'list' | 'operation' | 'files' | 'emptyCells'>) {
  const queries = useQueryClient();
  const [, navigate] = useLocation();
  const failed = batch.files.find(({ kind }) => kind === 'failed');
  const contacts = batch.files.find(({ kind }) => kind === 'failed-contacts');
  const { list, operation, emptyCells } = batch;
  const canMend = failed !== undefined && list !== null && operation !== 'remove' && emptyCells !== undefined;
  const mending = useMutation({
    mutationFn: async () => {
      if (!canMend) throw new Error('there is nothing to mend');
      const [file, contactsFile] = await Promise.all([download(failed), contacts ? download(contacts) : null]);
      const form = formOf({ file, contactsFile, list, operation, emptyCells });
      return sendFile({ form, onProgress: () => undefined, signal: new AbortController().signal });
    },
    onSuccess(upload) {
      queries.setQueryData(uploadKey(upload.id), upload);
      navigate(`/uploads/${upload.id}?step=check`);
    },
  });
  return { canMend, mend: () => mending.mutate(), isBusy: mending.isPending, error: mending.error };
}

async function download({ url, name }: Batch['files'][number]): Promise<File> {
  // The service names itself by its public address, which may be another than the one that this page was opened by.
  const { pathname, search } = new URL(url, location.origin);
  const response = await fetch(pathname + search).catch(() => {
    throw new ApiError('', { status: 0 });
  });
  if (!response.ok) throw await refusalOf(response);
  return new File([await response.blob()], name);
}
