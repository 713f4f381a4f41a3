import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { type Upload, uploadKey } from '../upload-data.ts';
import { sendFile } from './send-file.ts';

/** A file and all that is said about it. */
export interface FileToSend {
  readonly file: File;
  readonly contactsFile: File | null;
  /** `camp_…`, or the code of a company. */
  readonly list: string;
  readonly emptyCells: 'ignore' | 'clear';
  readonly operation: 'update' | 'add';
}

/** Sends a file and goes on to its upload. It can be cancelled as long as it is on its way. */
export function useSending() {
  const queries = useQueryClient();
  const [, navigate] = useLocation();
  const [share, setShare] = useState(0);
  const abort = useRef<AbortController | null>(null);
  const cancel = (): void => abort.current?.abort();
  useEffect(() => () => abort.current?.abort(), []);
  const sending = useMutation({
    mutationFn: async (toSend: FileToSend): Promise<Upload> => {
      // The one that came last is meant: an earlier one must not lead on to its own upload.
      cancel();
      abort.current = new AbortController();
      setShare(0);
      return sendFile({
        form: formOf(toSend),
        onProgress: (sent, of) => setShare(of === 0 ? 0 : sent / of),
        signal: abort.current.signal,
      });
    },
    onSuccess(upload) {
      queries.setQueryData(uploadKey(upload.id), upload);
      navigate(`/uploads/${upload.id}`);
    },
  });
  const wasCancelled = sending.error?.name === 'AbortError';
  const reset = (): void => {
    cancel();
    sending.reset();
  };
  return { ...sending, share, error: wasCancelled ? null : sending.error, cancel, reset };
}

export function formOf({ file, contactsFile, list, emptyCells, operation }: FileToSend): FormData {
  const form = new FormData();
  form.set(list.startsWith('camp_') ? 'campaignId' : 'company', list);
  form.set('emptyCells', emptyCells);
  form.set('operation', operation);
  if (contactsFile) form.set('contactsFile', contactsFile);
  form.set('file', file);
  return form;
}
