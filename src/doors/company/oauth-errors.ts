import { Type } from 'typebox';
import type { OAuthRefusal } from '../../access/oauth/refusal.ts';
import type { RequestError, RequestErrorCode } from '../../errors/request-error.ts';
import { wireErrors } from '../../http/render-error.ts';
import type { Answer } from '../../http/route.ts';

/** A refusal by OAuth, as RFC 6749 §5.2 has it. */
export function presentRefusal({ error, message }: OAuthRefusal): Answer {
  if (error !== 'invalid_client') return refused(400, error, message);
  const headers = { ...noCache, 'www-authenticate': 'Basic realm="amend", charset="UTF-8"' };
  return { ...refused(401, error, message), headers };
}

/** Any other refusal in the same form: the words for the moment's troubles are those of RFC 6749 §4.1.2.1. */
export function renderOAuthError({ code, message, faults }: RequestError): Answer {
  const sentence = code === 'internal' ? 'An unexpected error occurred' : [message, ...faults].join('; ');
  return refused(wireErrors[code][0], words[code] ?? 'invalid_request', sentence);
}

const words: Partial<Record<RequestErrorCode, string>> = {
  too_many_requests: 'temporarily_unavailable',
  unavailable: 'temporarily_unavailable',
  internal: 'server_error',
};

/** The form of every refusal of this endpoint. */
export const oauthErrorSchema = Type.Object({
  error: Type.String({
    description:
      '`invalid_request`, `invalid_client`, `invalid_grant`, `unauthorized_client`, `unsupported_grant_type`, ' +
      '`invalid_scope`; `temporarily_unavailable` and `server_error` for the troubles of the moment.',
  }),
  error_description: Type.String(),
});

/** For caches that know no `Cache-Control`; RFC 6749 §5.1 asks for it. */
export const noCache = { pragma: 'no-cache' } as const;

function refused(status: number, error: string, sentence: string): Answer {
  // Printable ASCII without quote and backslash is all that the RFC allows here.
  const description = sentence.replaceAll('"', "'").replaceAll(/[^\x20-\x5b\x5d-\x7e]/g, '?');
  return { status, headers: noCache, body: { error, error_description: description } };
}
