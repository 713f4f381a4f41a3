import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startTestService, type TestService } from '../../service.ts';
import type { Tenant } from '../../tenant.ts';
import { holdCustomers, untilWaiting } from '../hold-customers.ts';
import {
  addCustomers,
  assertRefused,
  csv,
  customer,
  type FileAnswer,
  filesIn,
  sendCreate,
  sendUpdate,
} from './company.ts';

let service: TestService;
let lender: Tenant;
let id: string;
let keys = 0;
before(async () => {
  service = await startTestService({ settings: { lockWaitMs: 60_000 } });
  lender = await service.tenant();
  [id = ''] = await addCustomers(lender, [{}]);
});
after(() => service[Symbol.asyncDispose]());

const newKey = () => ({ 'idempotency-key': `key ${(keys += 1)}` });
const pin = (code: string) => csv(['customerId', 'pinCode'], [id, code]);
const replayed = ({ headers }: FileAnswer) => headers.get('idempotency-replayed');

describe('POST /api/v0/customer/bulk/update', () => {
  test('the same file twice with one key: one batch, one answer, replayed byte for byte', async () => {
    const headers = newKey();
    const first = await sendUpdate(lender, pin('411001'), { headers });
    await sendUpdate(lender, pin('411002'));
    const again = await sendUpdate(lender, pin('411001'), { headers });
    assert.deepEqual([first.status, replayed(first), again.status, replayed(again)], [200, null, 200, 'true']);
    assert.equal(again.text, first.text);
    assert.equal((await customer(lender, id))['pinCode'], '411002');
    assert.deepEqual(await filesIn(service), [], 'the second copy is not kept');
  });

  test('another boundary, and another order of the parts, are the same request', async () => {
    const headers = newKey();
    const parts = [{ name: 'mapping', content: '{}' }];
    const first = await sendUpdate(lender, pin('411003'), { headers, parts });
    const again = await sendUpdate(lender, pin('411003'), { headers, parts, boundary: 'another' });
    assert.deepEqual([again.text, replayed(again)], [first.text, 'true']);
  });

  test('another content, another option or another mapping is another request: 422', async () => {
    const headers = newKey();
    assert.equal((await sendUpdate(lender, pin('411004'), { headers })).status, 200);
    for (const other of [
      sendUpdate(lender, pin('411005'), { headers }),
      sendUpdate(lender, pin('411004'), { headers, query: '?atomic=true' }),
      sendUpdate(lender, pin('411004'), { headers, parts: [{ name: 'mapping', content: '{}' }] }),
    ]) {
      assertRefused(await other, { status: 422, type: 'UNPROCESSABLE_REQUEST', says: /was used for another request/ });
    }
    assert.equal((await sendCreate(lender, 'legalName\nAsha\n', { headers })).status, 200, 'another operation');
    assert.equal((await customer(lender, id))['pinCode'], '411004');
  });

  test('while the first one runs: 409 with Retry-After', async () => {
    const headers = newKey();
    await using held = await holdCustomers(service.connectionString, lender.code, [id]);
    const first = sendUpdate(lender, pin('411006'), { headers });
    await untilWaiting(service.database, 1);
    const second = await sendUpdate(lender, pin('411006'), { headers });
    assertRefused(second, { status: 409, type: 'CLIENT_REQUEST_ERROR', says: /still running/ });
    assert.ok(Number(second.headers.get('retry-after')) >= 1);
    await held.release();
    assert.equal((await first).status, 200);
  });

  test('a refused file lets its key go: the mended one goes under the same key', async () => {
    const headers = newKey();
    assertRefused(await sendUpdate(lender, 'Name\nAsha\n', { headers }), {
      status: 422,
      type: 'UNPROCESSABLE_REQUEST',
    });
    assert.equal((await sendUpdate(lender, pin('411007'), { headers })).status, 200);
  });

  test('202 is kept too', async () => {
    const headers = { ...newKey(), prefer: 'respond-async' };
    const first = await sendUpdate(lender, pin('411008'), { headers });
    const again = await sendUpdate(lender, pin('411008'), { headers });
    assert.deepEqual([first.status, again.text, replayed(again)], [202, first.text, 'true']);
    assert.equal(again.headers.get('location'), first.headers.get('location'));
  });
});
