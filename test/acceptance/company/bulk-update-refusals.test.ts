import assert from 'node:assert/strict';
import { request as httpRequest } from 'node:http';
import { after, before, describe, test } from 'node:test';
import type { Service } from '../../../src/service.ts';
import { startSecondService, startTestService, type TestService } from '../../service.ts';
import { client, type Tenant } from '../../tenant.ts';
import { until } from '../hold-customers.ts';
import {
  addCustomers,
  assertRefused,
  bulkUpdate,
  csv,
  customer,
  type Envelope,
  type FileAnswer,
  filesIn,
  sendParts,
  sendUpdate,
  updated,
} from './company.ts';

let service: TestService;
/** Another process, with small limits. */
let strict: Service;
let lender: Tenant;
let id: string;
let file: string;
before(async () => {
  service = await startTestService({ settings: { atomicRecordsMax: 2 } });
  const limits = { uploadBytesMax: 5_000, uploadsAtOnceMax: 1, requestsPerSecondMax: 5 };
  strict = await startSecondService(service, { ...limits, atomicRecordsMax: 2 });
  lender = await service.tenant();
  [id = ''] = await addCustomers(lender, [{}]);
  file = csv(['customerId', 'pinCode'], [id, '411001']);
});
after(async () => {
  await strict[Symbol.asyncDispose]();
  await service[Symbol.asyncDispose]();
});

const send = (query: string, headers?: Record<string, string>) =>
  sendUpdate(lender, file, { query, ...(headers && { headers }) });
const parts = (...names: readonly string[]) =>
  sendParts(lender, bulkUpdate, { parts: names.map((name) => ({ name, fileName: 'a.csv', content: file })) });

/** All that the contract's payload has, with nothing in it. */
const empty = {
  failureRequests: [],
  failure_count: 0,
  failure_count_second_file: 0,
  failure_file_name: '',
  failure_file_url: '',
  successRequests: [],
  success_count: 0,
  success_file_name: '',
  success_file_url: '',
  total_amount: 0,
  total_count: 0,
  warn_count: 0,
};

describe('POST /api/v0/customer/bulk/update', () => {
  test('every refusal has the whole shape of the contract', async () => {
    const answers: FileAnswer[] = [
      await send('?atomic=maybe'),
      await lender.call<Envelope>(bulkUpdate, '{}'),
      await sendUpdate(service.anybody, file),
      await send('?parentCompanyId=CEK0000000'),
      await sendUpdate(lender, ''),
      await sendUpdate(lender, Buffer.from('%PDF-1.7')),
      await lender.call<Envelope>('GET /api/v0/customer/KC0'),
      await lender.call<Envelope>('GET /api/v0/customer/unknown/path'),
    ];
    for (const { status, body, text, headers } of answers) {
      assert.ok(status >= 400, text);
      const { errorResponse: error, ...rest } = body;
      assert.deepEqual(rest, { payload: empty, response_code: status, response_message: error?.errorMessage }, text);
      assert.ok(error);
      const { timestamp, requestId, apiSubErrors, errorMessage, errorType } = error;
      assert.match(timestamp, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
      assert.ok(Math.abs(Date.parse(`${timestamp.replace(' ', 'T')}Z`) - Date.now()) < 60_000, 'it is in UTC');
      assert.equal(requestId, headers.get('x-request-id'));
      assert.match(errorMessage, /^\S.{10,}/);
      assert.equal(typeof errorType, 'string');
      for (const one of apiSubErrors) {
        assert.ok(typeof one['message'] === 'string' && one['message'] !== '');
        const known = new Set(['field', 'message', 'rejectedValue', 'row', 'column']);
        assert.deepEqual(
          Object.keys(one).filter((name) => !known.has(name)),
          [],
        );
      }
    }
  });

  test('400 VALIDATION_ERROR: a malformed or unknown query parameter, each with an entry that names it', async () => {
    for (const [query, field] of [
      ['?atomic=yes', 'atomic'],
      ['?atomic=', 'atomic'],
      ['?maxAffected=-1', 'maxAffected'],
      ['?maxAffected=1.5', 'maxAffected'],
      ['?maxAffected=many', 'maxAffected'],
      ['?emptyCells=delete', 'emptyCells'],
      ['?parentCompanyId=CEK1', 'parentCompanyId'],
      ['?parentCompanyId=cek0000001', 'parentCompanyId'],
      ['?companyId=CEK0000001', 'companyId'],
      ['?atomic=true&atomic=true', 'atomic'],
      ['?Atomic=true', 'Atomic'],
      ['?__proto__=1', '__proto__'],
    ] as const) {
      const { apiSubErrors, errorMessage } = assertRefused(await send(query), {
        status: 400,
        type: 'VALIDATION_ERROR',
      });
      assert.equal(apiSubErrors.length, 1, query);
      assert.equal(apiSubErrors[0]?.['field'], field, JSON.stringify(apiSubErrors));
      assert.match(errorMessage, new RegExp(field));
    }
    const two = assertRefused(await send('?atomic=yes&limit=3'), { status: 400, type: 'VALIDATION_ERROR' });
    assert.deepEqual(two.apiSubErrors.map(({ field }) => String(field)).toSorted(), ['atomic', 'limit']);
  });

  test('400 VALIDATION_ERROR: no file part, two of them, a part of another name', async () => {
    const refused = async (answer: Promise<FileAnswer>, says: RegExp) =>
      assertRefused(await answer, { status: 400, type: 'VALIDATION_ERROR', says });
    await refused(parts('contactsFile'), /part file \(a file\) is required/);
    await refused(parts('file', 'file'), /part file is given more than once/);
    await refused(parts('file', 'Datei'), /unknown part Datei/);
    await refused(parts('file', '__proto__'), /unknown part __proto__/);
    await refused(parts(...Array.from({ length: 50 }, (_, i) => `file${i}`)), /unknown part file0/);
  });

  test('400 CLIENT_REQUEST_ERROR: not multipart, a broken multipart body', async () => {
    const type = (value: string) => ({ 'content-type': value });
    for (const answer of [
      await lender.call<Envelope>(bulkUpdate, {}),
      await lender.call<Envelope>(bulkUpdate, file, type('text/csv')),
      await lender.call<Envelope>(bulkUpdate),
      await lender.call<Envelope>(bulkUpdate, '--x\r\n', type('multipart/form-data; boundary=x')),
      await lender.call<Envelope>(bulkUpdate, 'nothing', type('multipart/form-data')),
      await lender.call<Envelope>(bulkUpdate, '--b\r\n', type('multipart/form-data; boundary=x')),
    ]) {
      assertRefused(answer, { status: 400, type: 'CLIENT_REQUEST_ERROR', says: /multipart/ });
    }
  });

  test('401 UNAUTHORIZED: no, an unknown, a revoked token', async () => {
    const unknown = { authorization: `Bearer amd_${'0'.repeat(40)}` };
    assertRefused(await sendUpdate(service.anybody, file), { status: 401, type: 'UNAUTHORIZED' });
    assertRefused(await send('', unknown), { status: 401, type: 'UNAUTHORIZED' });
    const other = await lender.withScopes('customers:write');
    const { body } = await other.call<{ data: { token: { id: string } } }>('GET /api/v1/me');
    const revoke = `POST /api/v1/tokens/${body.data.token.id}/revoke?organization=${lender.code}`;
    assert.equal((await service.administrator.call(revoke, {})).status, 200);
    assertRefused(await sendUpdate(other, file), { status: 401, type: 'UNAUTHORIZED' });
  });

  test('403 INVALID_ACCESS: another company, an unknown one (alike), a missing scope', async () => {
    const rival = await service.tenant();
    const child = await service.tenant({ parent: lender.code });
    const says = async (code: string, who = lender) => {
      const answer = await sendUpdate(who, file, { query: `?parentCompanyId=${code}` });
      return assertRefused(answer, { status: 403, type: 'INVALID_ACCESS' }).errorMessage.replace(code, 'CEK');
    };
    assert.equal(await says(rival.code), await says('CEK9999999'));
    await says(lender.code, child);
    const reader = await lender.withScopes('customers:read');
    const { errorMessage } = assertRefused(await sendUpdate(reader, file), {
      status: 403,
      type: 'INVALID_ACCESS',
    });
    assert.match(errorMessage, /customers:write/);
  });

  test('404 RECORD_NOT_FOUND: a path that is not there', async () => {
    for (const path of ['/api/v0/customer/bulk/updates', '/api/v0/', '/api/v0/customer/KC0/contacts/1']) {
      const answer = await lender.call<Envelope>(`GET ${path}`);
      assertRefused(answer, { status: 404, type: 'RECORD_NOT_FOUND', says: /Nothing is at this path/ });
    }
    const other = await lender.call<Envelope>('PUT /api/v0/customer/bulk/update');
    assertRefused(other, { status: 405, type: 'CLIENT_REQUEST_ERROR', says: /This path takes .*POST/ });
    assert.match(other.headers.get('allow') ?? '', /POST/);
  });

  test('413 UNPROCESSABLE_REQUEST: larger than a file may be', async () => {
    const bytes = (size: number) => csv(['customerId', 'address'], ['KC0', 'x']).padEnd(size, '\n');
    const small = client(strict.url, lender.token);
    assert.equal((await updated(small, bytes(5_000))).failure_count, 1);
    assertRefused(await sendUpdate(small, bytes(5_001)), {
      status: 413,
      type: 'UNPROCESSABLE_REQUEST',
      says: /file exceeds 5000 bytes; split the file/,
    });
  });

  test('422: the maxAffected brake counts rows that would change a customer, before the first write', async () => {
    const ids = await addCustomers(lender, [{ pinCode: '411001' }, {}, {}]);
    const rows = ids.map((key) => [key, '411001']);
    const sheet = csv(['customerId', 'pinCode'], ...rows, ['KC00000000000000', '411001']);
    const { apiSubErrors, errorMessage } = assertRefused(await sendUpdate(lender, sheet, { query: '?maxAffected=1' }), {
      status: 422,
      type: 'UNPROCESSABLE_REQUEST',
    });
    assert.equal(errorMessage, '2 rows would change a customer and maxAffected is 1; nothing was applied.');
    assert.deepEqual(apiSubErrors, [{ field: 'maxAffected', message: errorMessage, rejectedValue: '1' }]);
    assert.equal((await customer(lender, ids[1] ?? ''))['version'], 1);
    assert.equal((await updated(lender, sheet, { query: '?maxAffected=2' })).success_count, 3);
    assert.equal((await updated(lender, sheet, { query: '?maxAffected=0' })).success_count, 3);
  });

  test('422: atomic for more rows than one transaction takes', async () => {
    const ids = await addCustomers(lender, [{}, {}, {}]);
    const rows = ids.map((key) => [key, '411001']);
    const sheet = (count: number) => csv(['customerId', 'pinCode'], ...rows.slice(0, count));
    const atomic = { query: '?atomic=true' };
    const { apiSubErrors } = assertRefused(await sendUpdate(lender, sheet(3), atomic), {
      status: 422,
      type: 'UNPROCESSABLE_REQUEST',
      says: /The file has 3 rows; all or nothing is possible for at most 2\. Nothing was applied\./,
    });
    assert.equal(apiSubErrors[0]?.['field'], 'atomic');
    assert.equal((await updated(lender, sheet(2), atomic)).success_count, 2);
  });

  test('429 CLIENT_REQUEST_ERROR with Retry-After: rate limited', async () => {
    const limited = await lender.withScopes('customers:read');
    const caller = client(strict.url, limited.token);
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => caller.call<Envelope>('GET /api/v0/customer/KC0')),
    );
    const refused = answers.find(({ status }) => status === 429);
    assert.ok(refused);
    assertRefused(refused, { status: 429, type: 'CLIENT_REQUEST_ERROR' });
    assert.ok(Number(refused.headers.get('retry-after')) >= 1);
  });

  test('503 SYSTEM_ERROR with Retry-After: the service is full', async () => {
    const slow = httpRequest(new URL('/api/v0/customer/bulk/update', strict.url), {
      method: 'POST',
      headers: {
        authorization: `Bearer ${lender.token}`,
        'content-type': 'multipart/form-data; boundary=b',
        'content-length': 1_000,
      },
    });
    slow.on('error', () => undefined);
    slow.write('--b\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\nx');
    await until('it has begun', async () => (await filesIn(service)).length === 1);
    const refused = await sendUpdate(client(strict.url, lender.token), file);
    assertRefused(refused, { status: 503, type: 'SYSTEM_ERROR' });
    assert.ok(Number(refused.headers.get('retry-after')) >= 1);
    slow.destroy();
    await until('it is gone', async () => (await filesIn(service)).length === 0);
  });

  test('nothing of all this was applied, and nothing is left in the file store', async () => {
    assert.equal((await customer(lender, id))['version'], 1);
    assert.deepEqual(await filesIn(service), []);
  });
});
