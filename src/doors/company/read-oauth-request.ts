import type { OAuthRequest } from '../../access/oauth/oauth-request.ts';
import { OAuthRefusal } from '../../access/oauth/refusal.ts';
import type { FormCall } from '../../http/route.ts';

/**
 * Reads the form of `POST /oauth/token`. As RFC 6749 has it, a parameter without a value counts as left out, an unknown
 * one is passed over, and one that comes twice is refused, whichever it is.
 */
export function readOAuthRequest(form: FormCall['form']): OAuthRequest {
  const names = form.map(([name]) => name);
  if (new Set(names).size < names.length) throw malformed('A parameter is given more than once.');
  const fields = new Map(form.filter(([, value]) => value !== ''));
  const asked = { company: fields.get('clientId'), scope: fields.get('scope') };
  const grantType = required(fields, 'grant_type');
  switch (grantType) {
    case 'password':
      return { grantType, ...asked, username: required(fields, 'username'), password: required(fields, 'password') };
    case 'client_credentials':
      return { grantType, ...asked };
    case 'refresh_token':
      return { grantType, ...asked, refreshToken: required(fields, 'refresh_token') };
    default:
      throw new OAuthRefusal('unsupported_grant_type', 'grant_type is password, client_credentials or refresh_token.');
  }
}

function required(fields: ReadonlyMap<string, string>, name: string): string {
  const value = fields.get(name);
  if (value === undefined) throw malformed(`${name} is required.`);
  return value;
}

function malformed(sentence: string): OAuthRefusal {
  return new OAuthRefusal('invalid_request', sentence);
}
