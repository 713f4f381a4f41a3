import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startTestService, type TestService } from '../service.ts';
import type { Client, Fields } from '../tenant.ts';

let service: TestService;
before(async () => {
  service = await startTestService();
});
after(() => service[Symbol.asyncDispose]());

/** A page after a foreign entry used to begin where that one would stand, after an unknown one it was empty. */
test('a page after what another organization has is as empty as one after nothing', async () => {
  const [own, other] = [await service.tenant(), await service.tenant()];
  const [admin, stranger] = [await own.withScopes('admin'), await other.withScopes('admin')];
  const things = {
    tokens: { name: 'loan system' },
    users: { email: 'asha@lender.example', password: 'three grey herons wade' },
    clients: { name: 'loan system' },
  };
  for (const [kind, body] of Object.entries(things)) {
    await made(admin, kind, { ...body, ...(kind === 'users' && { email: 'ravi@lender.example' }) });
    const foreign = await made(stranger, kind, body);
    const page = await admin.call<{ data: unknown[] }>(`GET /api/v1/${kind}?cursor=${foreign}`);
    assert.deepEqual([page.status, page.body.data], [200, []], kind);
    const ownPage = await stranger.call<{ data: Fields[] }>(`GET /api/v1/${kind}?limit=1`);
    assert.equal(ownPage.body.data[0]?.['id'], foreign);
  }
});

async function made(who: Client, kind: string, body: object): Promise<string> {
  const { status, body: answer, text } = await who.call<{ data: { id: string } }>(`POST /api/v1/${kind}`, body);
  assert.equal(status, 201, text);
  return answer.data.id;
}
