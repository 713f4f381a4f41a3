import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { after, before, describe, test } from 'node:test';
import { startTestService, type TestService } from '../../service.ts';
import { loans, type Tenant } from '../../tenant.ts';

const path = '/api/v1/customers/update/bulk';

/** Bytes and addresses that no client should send: each has its documented answer, and none writes anything. */
describe('bad input at the bulk door', () => {
  let service: TestService;
  let lender: Tenant;
  let campaignId: string;
  before(async () => {
    service = await startTestService({ settings: { jsonBodyBytesMax: 4_000_000 } });
    lender = await service.tenant();
    campaignId = await lender.campaign(loans(1));
  });
  after(async () => {
    assert.equal((await lender.customer(campaignId, 'loan_0')).version, 1);
    await service[Symbol.asyncDispose]();
  });

  const good = () => JSON.stringify({ campaignId, records: [{ id: 'loan_0', data: { note: 'written' } }] });
  const invalidJson = { success: false, message: 'Validation failed', errors: ['body must be valid JSON'] };

  async function put(body: unknown, headers?: Record<string, string>, query = '') {
    return lender.call(`PUT ${path}${query}`, body, headers);
  }

  test('a body that is cut anywhere', async () => {
    for (let end = 1; end < good().length; end += 7) {
      const { status, body } = await put(good().slice(0, end));
      assert.deepEqual([status, body], [400, invalidJson]);
    }
  });

  test('a body that is no UTF-8', async () => {
    for (const bytes of [[0xff], [0xc3, 0x28], [0xed, 0xa0, 0x80], [0xf5, 0x80, 0x80, 0x80], [0xc0, 0xaf]]) {
      const [start = '', end = ''] = good().split('written');
      const { status, body } = await put(Buffer.concat([Buffer.from(start), Buffer.from(bytes), Buffer.from(end)]));
      assert.deepEqual([status, body], [400, invalidJson]);
    }
    assert.equal((await put(Buffer.from(good(), 'utf16le'))).status, 400);
  });

  test('100,000 levels of nesting in the body itself', async () => {
    const deep = (open: string, close: string, inside = '') => open.repeat(100_000) + inside + close.repeat(100_000);
    assert.deepEqual((await put(deep('[', ']'))).body['errors'], ['body must be a JSON object']);
    assert.equal((await put(deep('[', ''))).status, 400);
    assert.deepEqual((await put(deep('{"a":', '}', '1'))).body['errors'], [
      'campaignId is required',
      'records is required',
      'unknown field a',
    ]);
    const inside = `{"campaignId":"${campaignId}","records":${deep('[', ']')}}`;
    assert.partialDeepStrictEqual((await put(inside)).body, { results: { total: 1, invalid: 1 } });
    const asCampaign = `{"campaignId":${deep('{"a":', '}', '1')},"records":[1]}`;
    assert.deepEqual((await put(asCampaign)).body['errors'], ['campaignId must be a string']);
  });

  test('prototype names at the top of the body', async () => {
    for (const name of ['__proto__', 'constructor', 'prototype', 'toString']) {
      const text = `{"${name}":{"campaignId":"${campaignId}"},${good().slice(1)}`;
      assert.deepEqual((await put(text)).body['errors'], [`unknown field ${name}`]);
      const only = `{"${name}":${good()}}`;
      assert.partialDeepStrictEqual((await put(only)).body['errors'], ['campaignId is required']);
    }
  });

  test('a NUL character or a lone surrogate in campaignId', async () => {
    for (const text of ['\\u0000', 'camp_\\ud800']) {
      const { status, body } = await put(`{"campaignId":"${text}","records":[1]}`);
      assert.equal(status, 400);
      assert.deepEqual(body['errors'], ['campaignId must not contain a NUL character or a lone surrogate']);
    }
  });

  test('of a duplicate key at the top the last counts', async () => {
    const text = `{"campaignId":7,"records":[],"campaignId":"${campaignId}","records":[null]}`;
    assert.partialDeepStrictEqual((await put(text)).body, { results: { total: 1, invalid: 1 } });
  });

  test('a body of another content type: 415', async () => {
    const types = ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'text/json'];
    for (const type of [...types, 'application/json-patch+json', 'application/json; charset=utf-16', 'x', '']) {
      const { status, body } = await put(good(), { 'content-type': type });
      assert.equal(status, 415, type);
      assert.partialDeepStrictEqual(body, { success: false, error: 'UnsupportedMediaType' });
    }
  });

  test('a compressed body: 415', async () => {
    const { status, body } = await put(gzipSync(good()), { 'content-encoding': 'gzip' });
    assert.equal(status, 415);
    assert.partialDeepStrictEqual(body, { success: false, error: 'UnsupportedMediaType' });
    assert.deepEqual((await put(gzipSync(good()))).body, invalidJson);
  });

  test('no body at all', async () => {
    const { status, body } = await lender.call(`PUT ${path}`);
    assert.deepEqual([status, body], [400, invalidJson]);
  });

  test('a body over the limit: 413', async () => {
    const { status, body } = await put(good() + ' '.repeat(4_000_000));
    assert.equal(status, 413);
    assert.partialDeepStrictEqual(body, { success: false, error: 'PayloadTooLarge' });
  });

  test('a body of millions of entries', async () => {
    const { status } = await put(`{"campaignId":"${campaignId}","records":[${'0,'.repeat(1_900_000)}0]}`);
    assert.equal(status, 400);
    const wide = `{"campaignId":"${campaignId}","records":[${'{"id":"x","data":{}},'.repeat(9999)}[${'0,'.repeat(800_000)}0]]}`;
    assert.partialDeepStrictEqual((await put(wide)).body, { results: { total: 10_000, invalid: 1, failed: 9999 } });
  });

  test('ten thousand faults of a hundred each are answered', async () => {
    const many = Array.from({ length: 30 }, (_, i) => `"f${i}":"\\u0000"`).join();
    const items = Array.from({ length: 8000 }, () => `{"id":"x","data":{${many}}}`).join();
    const answer = await put(`{"campaignId":"${campaignId}","records":[${items}]}`);
    assert.equal(answer.status, 207, answer.text.slice(0, 300));
    assert.partialDeepStrictEqual(answer.body, { results: { total: 8000, invalid: 8000 } });
  });

  test('an Idempotency-Key of another form: 400', async () => {
    for (const key of ['', '"', '"a', 'a'.repeat(256), '"a"b"', 'é']) {
      const { status, body } = await put(good(), { 'idempotency-key': key });
      assert.equal(status, 400, key);
      assert.match(JSON.stringify(body['errors']), /Idempotency-Key must be 1 to 255 printable ASCII characters/);
    }
  });

  test('paths that are not there, too long or not encoded', async () => {
    const to = async (request: string) => (await lender.call(request)).status;
    assert.equal(await to(`GET /api/v1/customers/a%00b?campaignId=${campaignId}`), 400);
    assert.equal(await to(`GET /api/v1/customers/a%2Fb?campaignId=${campaignId}`), 404);
    assert.equal(await to(`GET /api/v1/customers/%?campaignId=${campaignId}`), 400);
    assert.equal(await to(`GET /api/v1/customers/%ff?campaignId=${campaignId}`), 400);
    assert.equal(await to(`GET /api/v1/customers/${'x'.repeat(3000)}?campaignId=${campaignId}`), 404);
    assert.equal(await to(`GET /api/v1/customers/${'x'.repeat(129)}?campaignId=${campaignId}`), 404);
    assert.equal(await to(`GET /${'x/'.repeat(4000)}`), 404);
    assert.equal(await to('GET /api/v1/batches/%00'), 400);
    assert.equal(await to('GET /api/v1/batches/..%2F..%2Fetc'), 404);
    assert.equal(await to('GET /api/v1/campaigns/%F0%9F%99%82'), 404);
    assert.equal(await to(`GET /api/v1/customers?campaignId=%00`), 400);
    assert.equal(await to(`GET /api/v1/customers?campaignId=${campaignId}&search=%00`), 400);
    assert.equal(await to(`GET /api/v1/customers?campaignId=${campaignId}&cursor=%00`), 400);
    assert.equal(await to(`GET /${'x'.repeat(20_000)}`), 431);
  });
});
