import assert from 'node:assert/strict';
import { csv, sendUpdate } from '../../acceptance/company/company.ts';
import type { TestService } from '../../service.ts';
import type { Answer } from '../../tenant.ts';
import { sendProbe, type Work } from './work-under-way.ts';

/** No answer takes longer than that, whatever ails the database: 10 s for a connection, a statement's time, and some. */
const answerMsMax = 20_000;

/** Sends a request of each kind, and holds each answer to it that it is clear, and comes in time. */
export async function askInTrouble(service: TestService, work: Work, { isTotal }: { isTotal: boolean }): Promise<void> {
  const [id = ''] = work.companyIds;
  const requests: Readonly<Record<string, () => Promise<Answer<unknown>>>> = {
    'a campaign bulk update': async () => sendProbe(work, 5_000),
    'a campaign read': async () => work.lender.call(`GET /api/v1/customers?campaignId=${work.probe.id}`),
    'a company PATCH': async () => work.lender.call(`PATCH /api/v0/customer/${id}`, { state: 'Goa' }),
    'a file': async () => sendUpdate(work.lender, goa(id), { headers: async }),
    'our own API': async () => work.lender.call('GET /api/v1/batches'),
  };
  const asking = Object.entries(requests).map(async ([what, send]) => {
    const answer = await timely(what, send());
    if (answer.status === 503 || isTotal) assertUnavailable(what, answer);
    else assert.ok(answer.status < 300, `${what}: ${answer.status} ${answer.text}`);
  });
  await Promise.all([...asking, assertProbes(service, { isTotal })]);
}

const goa = (id: string): string => csv(['customerId', 'state'], [id, 'Goa']);
/** Whoever waits for a file waits until the database is back. */
const async = { prefer: 'respond-async' };

/** It lives; whether it is ready tells whether the database answers. */
async function assertProbes({ anybody }: TestService, { isTotal }: { isTotal: boolean }): Promise<void> {
  const health = await timely('/healthz', anybody.call('GET /healthz'));
  assert.deepEqual([health.status, health.body], [200, { status: 'ok' }]);
  const readiness = await timely('/readyz', anybody.call('GET /readyz'));
  if (isTotal) assertUnavailable('/readyz', readiness);
  else assert.ok(readiness.status === 200 || readiness.status === 503, readiness.text);
}

/** In the form of its door, with the time to wait. */
export function assertUnavailable(what: string, { status, headers, text }: Answer<unknown>): void {
  assert.equal(status, 503, `${what}: ${text.slice(0, 500)}`);
  assert.match(headers.get('retry-after') ?? '', /^[1-9]\d*$/, what);
  assert.match(text, /"(errorType":"SYSTEM_ERROR|error":"ServiceUnavailable)"/, what);
  assert.match(text, /The service is busy or its database is away; try again\.|The database does not answer\./, what);
}

export async function timely<T>(what: string, answer: Promise<T>): Promise<T> {
  const start = performance.now();
  const received = await answer;
  const ms = performance.now() - start;
  assert.ok(ms < answerMsMax, `${what} took ${Math.round(ms)} ms`);
  return received;
}
