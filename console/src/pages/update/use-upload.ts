import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { api } from '../../api/api.ts';
import { useFollow } from '../../api/follow.ts';
import { rowsKey, type Upload, uploadKey } from './upload-data.ts';

/** Milliseconds. */
const askAgainMs = 3_000;

/** An upload, followed while the service reads or checks its file. What is shown of its rows is read anew after that. */
export function useUpload(id: string) {
  const queries = useQueryClient();
  const query = useQuery({
    queryKey: uploadKey(id),
    queryFn: async ({ signal }): Promise<Upload> =>
      (await api.get('/api/v1/uploads/{id}', { path: { id }, overrides: { signal } })).data,
    // Beside the events: an answer that was on its way when the last one came says `reading`, and no event follows.
    refetchInterval: ({ state }) => (state.data?.state === 'reading' ? askAgainMs : false),
  });
  const isReading = query.data?.state === 'reading';
  const following = useFollow<Upload>(isReading ? `/api/v1/uploads/${encodeURIComponent(id)}/events` : null, {
    onReport: (upload) => queries.setQueryData(uploadKey(id), upload),
    isFinal: ({ state }) => state !== 'reading',
    read: async () => query.refetch({ throwOnError: true }),
  });
  const wasReading = useRef(isReading);
  useEffect(() => {
    if (wasReading.current && !isReading) void queries.invalidateQueries({ queryKey: rowsKey(id) });
    wasReading.current = isReading;
  }, [queries, id, isReading]);
  return { ...query, following };
}
