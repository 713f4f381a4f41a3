import type { ClientCredentials } from '../../access/oauth/oauth.ts';

/**
 * What `Authorization: Basic …` names: base64 of `id:secret`, each of them encoded as in a form first (RFC 6749 §2.3.1).
 * null where there is no such header, or none that can be read.
 */
export function basicCredentials(authorization: string | undefined): ClientCredentials | null {
  const encoded = /^Basic +([A-Za-z0-9+/]+={0,2}) *$/i.exec(authorization ?? '')?.[1];
  if (encoded === undefined) return null;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon < 0) return null;
  const [id, secret] = [formDecoded(text.slice(0, colon)), formDecoded(text.slice(colon + 1))];
  // PostgreSQL takes no NUL, and no id of ours holds one.
  return id === null || secret === null || id.includes('\0') ? null : { id, secret };
}

function formDecoded(text: string): string | null {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return null;
  }
}
