import { ApiError, refusalOf } from '../../../api/api-error.ts';
import { apiUrl, connection } from '../../../api/connection.ts';
import type { Upload } from '../upload-data.ts';

interface Sending {
  readonly form: FormData;
  /** Bytes on the way so far; `of` counts the form around the file too. */
  readonly onProgress: (sent: number, of: number) => void;
  readonly signal: AbortSignal;
}

/** Sends a file. By XMLHttpRequest, because `fetch` does not tell how much has gone out. */
export function sendFile({ form, onProgress, signal }: Sending): Promise<Upload> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', apiUrl('/api/v1/uploads'));
    if (connection.csrfToken !== null) request.setRequestHeader('x-csrf-token', connection.csrfToken);
    request.upload.addEventListener('progress', ({ loaded, total }) => onProgress(loaded, total));
    request.addEventListener('error', () => reject(new ApiError('', { status: 0 })));
    request.addEventListener('abort', () => reject(new DOMException('', 'AbortError')));
    request.addEventListener('load', () => {
      if (request.status === 201) resolve((JSON.parse(request.responseText) as { data: Upload }).data);
      else void refusalIn(request).then(reject);
    });
    signal.addEventListener('abort', () => request.abort(), { once: true });
    request.send(form);
  });
}

async function refusalIn(request: XMLHttpRequest): Promise<ApiError> {
  const { status, responseText } = request;
  const headers = { 'x-request-id': request.getResponseHeader('x-request-id') ?? '' };
  return refusalOf(new Response(responseText, { status, headers }));
}
