import assert from 'node:assert/strict';
import type { TestService } from '../service.ts';
import { client, type Client, type Fields, type Tenant } from '../tenant.ts';

/** An organization in whose hands things are made for a test. */
export interface Owner {
  readonly code: string;
  readonly tenant: Tenant;
  /** Its token with the scope `admin`: whatever may be done, this one may. */
  readonly admin: Client;
  /** A word that stands in the data of whatever is made for it, and that no stranger may ever read. */
  readonly canary: string;
}

export const password = 'three grey herons wade';

export async function newOwner(service: TestService, parent?: string): Promise<Owner> {
  const tenant = await service.tenant(parent === undefined ? {} : { parent });
  const admin = await tenant.withScopes('admin');
  return { code: tenant.code, tenant, admin, canary: `canary-of-${tenant.code}` };
}

/** What the answer's `data` is; it must be one of the statuses of success. */
export async function done<Data = Fields & { id: string }>(
  who: Client,
  request: string,
  body?: unknown,
): Promise<Data> {
  const { status, body: answer, text } = await who.call<{ data: Data }>(request, body);
  assert.ok(status >= 200 && status < 300, `${request}: ${status} ${text}`);
  return answer.data;
}

let made = 0;
/** A number that no other call has got in this process. */
export function next(): number {
  made += 1;
  return made;
}

export async function newUser({ admin, canary }: Owner): Promise<{ id: string; email: string }> {
  return done(admin, 'POST /api/v1/users', { email: `${canary}.${next()}@lender.example`.toLowerCase(), password });
}

interface OAuthClient {
  readonly id: string;
  readonly secret: string;
}

export async function newClient({ admin, canary }: Owner): Promise<OAuthClient> {
  return done(admin, 'POST /api/v1/clients', { name: canary });
}

export function basic({ id, secret }: OAuthClient): string {
  return `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
}

/** A caller with an access token by OAuth. */
export async function oauthCaller(
  url: string,
  by: OAuthClient,
  form: Readonly<Record<string, string>>,
): Promise<Client> {
  const answer = await client(url, null).call<{ access_token: string }>(
    'POST /oauth/token',
    new URLSearchParams(form).toString(),
    { 'content-type': 'application/x-www-form-urlencoded', authorization: basic(by) },
  );
  assert.equal(answer.status, 200, answer.text);
  return client(url, answer.body.access_token);
}
