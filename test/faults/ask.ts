import { multipart, type PartOf } from '../http/upload/multipart.ts';
import type { Answer, Client } from '../tenant.ts';
import type { DocumentedOperation } from './documented-operations.ts';

/** What a request of an operation brings: its values by name, its body in one of three forms. */
export interface Ask {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly form?: Readonly<Record<string, string>>;
  readonly parts?: readonly PartOf[];
}

/** Sends it. */
export async function send(who: Client, { method, path }: DocumentedOperation, ask: Ask): Promise<Answer> {
  const { params = {}, query = {}, headers = {} } = ask;
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
  const search = Object.keys(query).length > 0 ? `?${new URLSearchParams(query).toString()}` : '';
  const { body, type } = bodyOf(ask);
  return who.call(`${method} ${filled}${search}`, body, { ...(type && { 'content-type': type }), ...headers });
}

function bodyOf({ json, form, parts }: Ask): { body?: unknown; type?: string } {
  if (parts) return { body: multipart(parts), type: 'multipart/form-data; boundary=b0undary' };
  if (form) return { body: new URLSearchParams(form).toString(), type: 'application/x-www-form-urlencoded' };
  return json === undefined ? {} : { body: JSON.stringify(json), type: 'application/json' };
}
