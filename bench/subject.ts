import { randomUUID } from 'node:crypto';
import type { Bench } from './case.ts';
import type { Child } from './child.ts';
import { type Control, connect } from './control.ts';
import { type ListRef, loadCustomers } from './customers.ts';
import { HttpClient, json, type Reply } from './http-client.ts';
import { administratorToken, startService } from './service.ts';

/** The service in its own process, with one list of customers, on a database of its own. */
export interface Subject extends AsyncDisposable {
  readonly service: Child;
  readonly client: HttpClient;
  readonly connectionString: string;
  readonly control: Control;
  readonly list: ListRef;
  readonly campaignId: string;
  /** The administrator's. */
  readonly token: string;
  /** Sends a bulk update with an idempotency key: a new one unless `key` is given. */
  update(body: Buffer, key?: string): Promise<Reply>;
  /** Asks in the same way what it would do. */
  preview(body: Buffer): Promise<Reply>;
}

export async function openSubject(bench: Bench, customers: number): Promise<Subject> {
  const { signal, profileDirectory } = bench;
  await using opened = new AsyncDisposableStack();
  const { connectionString } = opened.use(await bench.openDatabase());
  const directory = opened.use(await bench.openDirectory()).path;
  const control = opened.use(await connect(connectionString));
  const service = opened.use(await startService({ connectionString, directory, profileDirectory, signal }));
  const token = await administratorToken(directory);
  const client = opened.use(new HttpClient(service.url, { authorization: `Bearer ${token}` }));
  const campaignId = await createCampaign(client);
  const list = await findList(control, campaignId);
  bench.say(`loading ${customers.toLocaleString('en')} customers`);
  await loadCustomers(control, list, customers);
  const kept = opened.move();
  const bulk = async (query: string, body: Buffer, key: string): Promise<Reply> => {
    const headers = { 'idempotency-key': key };
    return client.send({ method: 'PUT', path: `/api/v1/customers/update/bulk${query}`, body, headers });
  };
  return {
    service,
    client,
    connectionString,
    control,
    list,
    campaignId,
    token,
    update: async (body, key = randomUUID()) => bulk('', body, key),
    preview: async (body) => bulk('?dryRun=true', body, randomUUID()),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

const campaign = {
  name: 'Bench',
  description: 'Customers of the bench',
  campaignType: 'emi',
  startDate: '2026-01-01',
  startTime: '09:00',
  endDate: '2026-12-31',
  endTime: '18:00',
  languages: ['hindi', 'english'],
  region: 'west',
};

async function createCampaign(client: HttpClient): Promise<string> {
  const body = Buffer.from(JSON.stringify(campaign));
  const reply = await client.send({ method: 'POST', path: '/api/v1/campaigns/create', body });
  if (reply.status !== 201) throw new Error(`no campaign was created: ${reply.body.toString()}`);
  return json<{ data: { id: string } }>(reply).data.id;
}

async function findList(control: Control, campaignId: string): Promise<ListRef> {
  const rows = await control.query<{ organization_id: string; id: string }>(
    'select organization_id, id from lists where public_id = $1',
    [campaignId],
  );
  const [row] = rows;
  if (!row) throw new Error(`the campaign ${campaignId} is not in the database`);
  return { organizationId: row.organization_id, listId: row.id };
}
