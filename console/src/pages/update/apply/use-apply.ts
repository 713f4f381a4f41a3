import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { useLocation } from 'wouter';
import { isOffline } from '../../../api/api-error.ts';
import { api } from '../../../api/api.ts';
import { useMay } from '../../../api/may.ts';
import { uploadKey } from '../upload-data.ts';
import { newIdempotencyKey } from './idempotency-key.ts';

interface ApplyHow {
  readonly atomic: boolean;
  /** null: as the list has it. */
  readonly maxAffected: number | null;
}

/** Applies an upload, once: a second press, or a try after a lost connection, brings the same key. Then shows the batch to who may read it. */
export function useApply(uploadId: string) {
  const queries = useQueryClient();
  const [, navigate] = useLocation();
  const mayReadBatches = useMay('batches:read');
  const key = useRef<string | null>(null);
  const isSent = useRef(false);
  const apply = useMutation({
    mutationFn: async ({ atomic, maxAffected }: ApplyHow) => {
      key.current ??= newIdempotencyKey();
      const { data } = await api.post('/api/v1/uploads/{id}/apply', {
        path: { id: uploadId },
        body: { atomic, ...(maxAffected !== null && { maxAffected }) },
        overrides: { headers: { 'idempotency-key': key.current } },
      });
      return data;
    },
    onSuccess(batch) {
      void queries.invalidateQueries({ queryKey: uploadKey(uploadId), refetchType: 'none' });
      void queries.invalidateQueries({ queryKey: ['batches'] });
      // Who may not read it stays, and is told what the answer says.
      if (mayReadBatches) navigate(`/batches/${batch.id}?from=upload`);
    },
    onError(error) {
      // A refusal is an answer: what is pressed next is another request. What got no answer may have been done.
      if (!isOffline(error)) key.current = null;
      isSent.current = false;
      void queries.invalidateQueries({ queryKey: uploadKey(uploadId) });
      // Its brake may have been set meanwhile, which the page then says in its own words.
      void queries.invalidateQueries({ queryKey: ['lists', 'one'] });
    },
  });
  const press = (how: ApplyHow): void => {
    // The second half of a double click comes before the button is seen to be busy.
    if (isSent.current) return;
    isSent.current = true;
    apply.mutate(how);
  };
  return { ...apply, press };
}
