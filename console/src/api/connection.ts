/**
 * What every request carries: the proof that it comes from this page, and the organization that is acted for. Written by
 * the session alone; kept in memory, so nothing of it outlives the page.
 */
interface Connection {
  csrfToken: string | null;
  /** `CEK…`; null: the session's own. */
  organization: string | null;
}

export const connection: Connection = { csrfToken: null, organization: null };

/** An address of the API for a link, a file or an event source; requests go through `api`. */
export function apiUrl(
  path: string,
  query: Readonly<Record<string, string | number | boolean | null | undefined>> = {},
): string {
  const url = new URL(path, location.origin);
  const organization = ownAlone.has(url.pathname) ? null : connection.organization;
  for (const [name, value] of Object.entries({ organization, ...query })) {
    const text = value?.toString() ?? '';
    if (text !== '') url.searchParams.set(name, text);
  }
  return url.href;
}

/** About who is signed in, or about the whole service: whomever one acts for. */
const ownAlone: ReadonlySet<string> = new Set(['/api/v1/session', '/api/v1/me', '/api/v1/status']);
