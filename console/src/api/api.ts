import { ApiError, refusalOf } from './api-error.ts';
import { apiUrl, connection } from './connection.ts';
import { createApiClient } from './generated/client.ts';

/** The API of the service that this page came from, typed by its OpenAPI document. Throws `ApiError` for a refusal. */
export const api = createApiClient(
  {
    decodePathParams: (path, params) =>
      path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? '')),
    async fetch({ method, url, urlSearchParams, parameters, overrides }) {
      const query = Object.fromEntries(urlSearchParams ?? []);
      const body = parameters?.body === undefined ? null : JSON.stringify(parameters.body);
      return send(apiUrl(url.pathname, query), {
        ...overrides,
        method: method.toUpperCase(),
        headers: { ...(body !== null && { 'content-type': 'application/json' }), ...headersOf(overrides) },
        body,
      });
    },
    encodeSearchParams: (query) => {
      const given = Object.entries(query ?? {}).filter(
        ([, value]) => value !== undefined && value !== null && value !== '',
      );
      // A list is one parameter, with commas.
      return new URLSearchParams(given.map(([name, value]) => [name, String(value)]));
    },
  },
  location.origin,
);

async function send(url: string, init: RequestInit): Promise<Response> {
  const { csrfToken } = connection;
  const headers = { ...headersOf(init), ...(csrfToken !== null && { 'x-csrf-token': csrfToken }) };
  let response: Response;
  try {
    response = await fetch(url, { ...init, headers, credentials: 'same-origin' });
  } catch (error) {
    if (init.signal?.aborted === true) throw error;
    throw new ApiError('', { status: 0 });
  }
  if (!response.ok) throw await refusalOf(response);
  return response;
}

function headersOf(init: RequestInit | undefined): Record<string, string> {
  return Object.fromEntries(new Headers(init?.headers ?? {}));
}
