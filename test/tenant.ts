/** Who calls the service in a test: a token, an organization, its campaigns and customers. */
import assert from 'node:assert/strict';
import type { Scope } from '../src/access/principal.ts';
import { parseJson } from '../src/json/parse-json.ts';

export type Fields = Record<string, unknown>;

export interface Answer<Body = Fields> {
  readonly status: number;
  readonly headers: Headers;
  /** As received. */
  readonly text: string;
  /** The text as JSON; an empty object where there is none. */
  readonly body: Body;
}

export interface Client {
  readonly token: string | null;
  /** A body that is no string and no bytes is sent as JSON; what is, is sent as it stands, as `application/json`. */
  call<Body = Fields>(request: string, body?: unknown, headers?: Record<string, string>): Promise<Answer<Body>>;
}

export interface Tenant extends Client {
  /** `CEK…` */
  readonly code: string;
  /** A token of this organization with these scopes. */
  withScopes(...scopes: Scope[]): Promise<Client>;
  /** The id of a new campaign of type `emi`, unless `campaign` says otherwise, with these customers. */
  campaign(customers?: readonly Fields[], campaign?: Fields): Promise<string>;
  bulkUpdate(campaignId: string, records: unknown, headers?: Record<string, string>): Promise<Answer<BulkBody>>;
  /** A customer as `GET` shows it. */
  customer(campaignId: string, id: string): Promise<{ version: number; data: Fields }>;
}

export type TenantMaker = (options?: { parent?: string }) => Promise<Tenant>;

/** The answer of the bulk operations. */
export interface BulkBody {
  readonly success: boolean;
  readonly message: string;
  readonly batchId: string;
  readonly results: {
    readonly total: number;
    readonly valid: number;
    readonly invalid: number;
    readonly successful: number;
    readonly failed: number;
    readonly retried: number;
    readonly batchesProcessed: number;
    readonly errors: readonly { id: string; error: string; reason: string; index: number }[];
    readonly invalidRecords?: readonly { index: number; id: string | null; errors: readonly string[] }[];
  };
}

export function client(url: string, token: string | null): Client {
  return {
    token,
    async call<Body = Fields>(request: string, body?: unknown, headers: Record<string, string> = {}) {
      const [method = '', path = ''] = request.split(' ');
      const response = await fetch(new URL(path, url), {
        method,
        headers: {
          ...(token !== null && { authorization: `Bearer ${token}` }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { body: bytesOf(body) }),
        // A hanging answer is a fault, and has to show as one.
        signal: AbortSignal.timeout(60_000),
      });
      const text = await response.text();
      return { status: response.status, headers: response.headers, text, body: parsed(text) as Body };
    },
  };
}

/** Makes organizations, by an administrator's hand. */
export function tenantMaker(administrator: Client, url: string): TenantMaker {
  let made = 0;
  return async ({ parent } = {}) => {
    made += 1;
    const code = `CEK${String(made).padStart(7, '0')}`;
    const organization = { code, name: `Lender ${made}`, ...(parent !== undefined && { parent }) };
    const { status, text } = await administrator.call('POST /api/v1/organizations', organization);
    assert.equal(status, 201, text);
    const token = (...scopes: Scope[]) => newToken(administrator, url, { code, scopes });
    const own = await token('campaigns:read', 'campaigns:write', 'customers:read', 'customers:write', 'batches:read');
    return { ...own, code, withScopes: token, ...shortcuts(own) };
  };
}

async function newToken(
  administrator: Client,
  url: string,
  { code, scopes }: { code: string; scopes: readonly Scope[] },
): Promise<Client> {
  const request = `POST /api/v1/tokens?organization=${code}`;
  const { status, body, text } = await administrator.call<{ data: { token: string } }>(request, {
    name: 'test',
    scopes,
  });
  assert.equal(status, 201, text);
  return client(url, body.data.token);
}

function shortcuts(own: Client): Pick<Tenant, 'campaign' | 'bulkUpdate' | 'customer'> {
  return {
    async campaign(customers = [], campaign = {}) {
      const body = { ...newCampaign, jsonData: customers, ...campaign };
      const made = await own.call<{ data: { id: string } }>('POST /api/v1/campaigns/create', body);
      assert.equal(made.status, 201, made.text);
      return made.body.data.id;
    },
    bulkUpdate: (campaignId, records, headers) =>
      own.call<BulkBody>('PUT /api/v1/customers/update/bulk', { campaignId, records }, headers),
    async customer(campaignId, id) {
      const path = `/api/v1/customers/${encodeURIComponent(id)}?campaignId=${campaignId}`;
      const { status, body, text } = await own.call<{ data: { version: number; data: Fields } }>(`GET ${path}`);
      assert.equal(status, 200, text);
      return body.data;
    },
  };
}

/** What `POST /api/v1/campaigns/create` must be told. */
export const newCampaign = {
  name: 'April collections',
  description: 'Reminders for April',
  campaignType: 'emi',
  startDate: '2026-04-01',
  startTime: '09:00',
  endDate: '2026-04-30',
  endTime: '18:00',
  languages: ['hindi', 'english'],
  region: 'north',
} as const;

/** A customer of an `emi` or `edi` campaign. */
export function loan(id: string, fields: Fields = {}): Fields {
  return {
    loan_id: id,
    first_name: 'Asha',
    last_name: 'Rao',
    phone_number: '9876543210',
    loan_amount: 100_000,
    emi_amount: 4500,
    loan_period: 24,
    current_emi: 3,
    emi_due_date: '2026-05-05',
    payment_status: 'pending',
    ...fields,
  };
}

/** A customer of a `lead` campaign. */
export function lead(id: string, fields: Fields = {}): Fields {
  const name = { first_name: 'Asha', last_name: 'Rao', phone_number: '9876543210' };
  return { lead_id: id, ...name, lead_date: '2026-05-05', ...fields };
}

/** Loans `loan_0` … of which each is as `loan` makes them. */
export function loans(count: number, fields: Fields = {}): Fields[] {
  return Array.from({ length: count }, (_, i) => loan(`loan_${i}`, fields));
}

function bytesOf(body: unknown): string | Uint8Array<ArrayBuffer> {
  if (typeof body === 'string') return body;
  return body instanceof Uint8Array ? Uint8Array.from(body) : JSON.stringify(body);
}

function parsed(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return {};
  }
}
