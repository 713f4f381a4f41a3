import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startTestService, type TestService } from '../../service.ts';
import type { Answer, Fields, Tenant } from '../../tenant.ts';
import { addCustomers, assertRefused, csv, customer, type Envelope, updated } from './company.ts';

let service: TestService;
let lender: Tenant;
let branch: Tenant;
let rival: Tenant;
before(async () => {
  service = await startTestService();
  lender = await service.tenant();
  branch = await service.tenant({ parent: lender.code });
  rival = await service.tenant();
});
after(() => service[Symbol.asyncDispose]());

type One = Answer<Envelope<Fields>>;

const call = (request: string, body?: unknown, headers?: Record<string, string>): Promise<One> =>
  lender.call<Envelope<Fields>>(request, body, headers);
const create = (body: unknown, headers?: Record<string, string>) => call('POST /api/v0/customer', body, headers);
const patch = (id: string, body: unknown, headers?: Record<string, string>) =>
  call(`PATCH /api/v0/customer/${id}`, body, headers);

async function newCustomer(fields: Fields = {}): Promise<string> {
  const [id = ''] = await addCustomers(lender, [fields]);
  return id;
}

/** What the batch that removed the customer has changed. */
async function removal(): Promise<unknown[]> {
  const { body } = await lender.call<{ data: { id: string; operation: string }[] }>(
    'GET /api/v1/batches?source=company',
  );
  const last = body.data.find(({ operation }) => operation === 'remove');
  const changes = await lender.call<{ data: unknown[] }>(`GET /api/v1/batches/${last?.id}/changes`);
  return changes.body.data;
}

function assertAnswered({ status, body, text }: One, expected: { status: number; says: RegExp }): Fields {
  assert.equal(status, expected.status, text);
  assert.equal(body.response_code, status);
  assert.match(body.response_message, expected.says);
  assert.equal('errorResponse' in body, false);
  return body.payload;
}

const notFound = { status: 404, type: 'RECORD_NOT_FOUND' } as const;

describe('POST /api/v0/customer', () => {
  test('makes a customer and gives its customerId back; the customer is one flat object', async () => {
    const fields = {
      legalName: 'Asha Textiles',
      panOrGstin: 'abcde1234f',
      ifsc: 'hdfc0001234',
      state: 'MH',
      branchCodes: ['PN01'],
      outstandingAmount: 12.5,
      email: null,
    };
    const answer = await create(fields);
    const made = assertAnswered(answer, { status: 201, says: /^Created customer KC[A-Z0-9]{14}\.$/ });
    assert.match(String(made['customerId']), /^KC[A-Z0-9]{14}$/);
    const { customerId, ...rest } = made;
    assert.deepEqual(rest, {
      status: 'active',
      version: 1,
      legalName: 'Asha Textiles',
      panOrGstin: 'ABCDE1234F',
      ifsc: 'HDFC0001234',
      state: 'Maharashtra',
      branchCodes: ['PN01'],
      outstandingAmount: 12.5,
    });
    assert.equal(answer.headers.get('etag'), '"1"');
    assert.deepEqual(await customer(lender, String(customerId)), made);
  });

  test('legalName is required, and every field is held to its rule: an entry a fault', async () => {
    assertRefused(await create({}), { status: 400, type: 'VALIDATION_ERROR', says: /legalName is required/ });
    const { apiSubErrors } = assertRefused(
      await create({
        legalName: 'A',
        pinCode: '41',
        outstandingAmount: '12',
        zone: 'W',
        customerId: 'KC0123456789ABCD',
      }),
      { status: 400, type: 'VALIDATION_ERROR' },
    );
    assert.deepEqual(apiSubErrors.map(({ field }) => String(field)).toSorted(), [
      'customerId',
      'outstandingAmount',
      'pinCode',
      'zone',
    ]);
    for (const body of ['{', '[]', 'null', '"x"', '']) {
      assertRefused(await create(body), { status: 400, type: 'VALIDATION_ERROR' });
    }
    assertRefused(await create({ legalName: 'A', status: 'deactivated' }), {
      status: 400,
      type: 'VALIDATION_ERROR',
      says: /deactivate/,
    });
    assertRefused(await create({ legalName: 'A', customerKeyContacts: {} }), { status: 400, type: 'VALIDATION_ERROR' });
    assertRefused(await create('legalName=A', { 'content-type': 'text/plain' }), {
      status: 415,
      type: 'UNPROCESSABLE_REQUEST',
    });
  });

  test('a uniqueRefNo that is taken: 409 CLIENT_REQUEST_ERROR', async () => {
    await newCustomer({ uniqueRefNo: 'U-1' });
    const { errorMessage } = assertRefused(await create({ legalName: 'B', uniqueRefNo: 'U-1' }), {
      status: 409,
      type: 'CLIENT_REQUEST_ERROR',
    });
    assert.match(errorMessage, /uniqueRefNo U-1/);
    const [theirs = ''] = await addCustomers(rival, [{ uniqueRefNo: 'U-1' }]);
    assert.match(theirs, /^KC/, 'another company may have the same');
  });

  test('of many at once who want one reference one gets it', async () => {
    const answers = await Promise.all(Array.from({ length: 6 }, () => create({ legalName: 'A', uniqueRefNo: 'U-2' })));
    assert.deepEqual(
      answers.map(({ status }) => status).toSorted((a, b) => a - b),
      [201, 409, 409, 409, 409, 409],
    );
  });

  test('with a key: one customer, and the same answer', async () => {
    const key = { 'idempotency-key': 'one customer' };
    const [first, again] = [await create({ legalName: 'Once' }, key), await create({ legalName: 'Once' }, key)];
    assert.deepEqual([again.status, again.text, again.headers.get('idempotency-replayed')], [201, first.text, 'true']);
  });

  test('for a company below where the request names it; any other is 403', async () => {
    const [id = ''] = await addCustomers(lender, [{}], `?companyId=${branch.code}`);
    assert.equal((await customer(branch, id))['customerId'], id);
    assertRefused(await call(`GET /api/v0/customer/${id}`), notFound);
    assert.equal((await customer(lender, id, `?companyId=${branch.code}`))['customerId'], id);
    assertRefused(await call(`POST /api/v0/customer?companyId=${rival.code}`, { legalName: 'A' }), {
      status: 403,
      type: 'INVALID_ACCESS',
    });
  });
});

describe('PATCH /api/v0/customer/{customerId}', () => {
  test('sets what it names, removes what is null, and leaves the rest', async () => {
    const id = await newCustomer({ state: 'Goa', pinCode: '403001' });
    const answer = await patch(id, { pinCode: null, ifsc: 'sbin0abc123' });
    const shown = assertAnswered(answer, { status: 200, says: new RegExp(`^Updated customer ${id}\\.$`) });
    const expected = {
      customerId: id,
      status: 'active',
      version: 2,
      legalName: 'Asha',
      state: 'Goa',
      ifsc: 'SBIN0ABC123',
    };
    assert.deepEqual(shown, expected);
    assert.equal(answer.headers.get('etag'), '"2"');
    assert.equal((await patch(id, { state: 'Goa' })).body.payload['version'], 2, 'nothing changed');
  });

  test('cannot clear legalName, change the customerId, the status or the contacts', async () => {
    const id = await newCustomer();
    for (const body of [
      { legalName: null },
      { customerId: 'KC0123456789ABCD' },
      { status: 'deactivated' },
      { customerKeyContacts: null },
      { unknown: 1 },
      { contactNumber: '919876543210' },
    ]) {
      assertRefused(await patch(id, body), { status: 400, type: 'VALIDATION_ERROR' });
    }
    assert.equal((await customer(lender, id))['version'], 1);
  });

  test('one that is not there, was deleted, or is another company’s: 404, alike', async () => {
    const [theirs = ''] = await addCustomers(rival, [{}]);
    const gone = await newCustomer();
    await call(`DELETE /api/v0/customer/${gone}`);
    const messages = new Set<string>();
    for (const id of ['KC0000000000000A', 'x', theirs, gone]) {
      messages.add(assertRefused(await patch(id, { pinCode: '411001' }), notFound).errorMessage);
    }
    assert.equal(messages.size, 1);
  });

  test('a uniqueRefNo that is taken: 409; two that swap theirs at once never wait for each other', async () => {
    const [a, b] = [await newCustomer({ uniqueRefNo: 'S-1' }), await newCustomer({ uniqueRefNo: 'S-2' })];
    assertRefused(await patch(a, { uniqueRefNo: 'S-2' }), { status: 409, type: 'CLIENT_REQUEST_ERROR', says: /S-2/ });
    const started = performance.now();
    const answers = await Promise.all([patch(a, { uniqueRefNo: 'S-2' }), patch(b, { uniqueRefNo: 'S-1' })]);
    assert.deepEqual(
      answers.map(({ status }) => status),
      [409, 409],
    );
    // PostgreSQL looks for deadlocks after a second.
    assert.ok(performance.now() - started < 900);
  });

  test('If-Match: 412 where a later change touched a field that this one names', async () => {
    const id = await newCustomer();
    await patch(id, { pinCode: '411001' });
    const old = { 'if-match': '"1"' };
    assertRefused(await patch(id, { pinCode: '411002' }, old), { status: 412, type: 'CLIENT_REQUEST_ERROR' });
    assert.equal((await patch(id, { state: 'Goa' }, old)).status, 200);
    assertRefused(await patch(id, { state: 'Goa' }, { 'if-match': 'x' }), { status: 400, type: 'VALIDATION_ERROR' });
  });
});

describe('PUT /api/v0/customer/deactivate/{customerId}', () => {
  test('makes the customer deactivated: it keeps its reference and can be updated', async () => {
    const id = await newCustomer({ uniqueRefNo: 'D-1' });
    const answer = await call(`PUT /api/v0/customer/deactivate/${id}`);
    const shown = assertAnswered(answer, { status: 200, says: new RegExp(`^Deactivated customer ${id}\\.$`) });
    assert.partialDeepStrictEqual(shown, { status: 'deactivated', version: 2, uniqueRefNo: 'D-1' });
    assert.equal((await call(`PUT /api/v0/customer/deactivate/${id}`)).body.payload['version'], 2, 'twice is once');
    assert.partialDeepStrictEqual((await patch(id, { pinCode: '411001' })).body.payload, {
      status: 'deactivated',
      pinCode: '411001',
    });
    assert.equal((await create({ legalName: 'B', uniqueRefNo: 'D-1' })).status, 409);
  });

  test('one that is not there: 404', async () => {
    assertRefused(await call('PUT /api/v0/customer/deactivate/KC0000000000000A'), notFound);
  });
});

describe('PUT /api/v0/customer/activate/{customerId}', () => {
  test('makes it active again', async () => {
    const id = await newCustomer();
    await call(`PUT /api/v0/customer/deactivate/${id}`);
    const answer = await call(`PUT /api/v0/customer/activate/${id}`);
    const shown = assertAnswered(answer, { status: 200, says: new RegExp(`^Activated customer ${id}\\.$`) });
    assert.partialDeepStrictEqual(shown, { status: 'active', version: 3 });
  });

  test('one that is not there: 404', async () => {
    assertRefused(await call('PUT /api/v0/customer/activate/KC0000000000000A'), notFound);
  });
});

describe('DELETE /api/v0/customer/{customerId}', () => {
  test('nobody finds it any more, and its references are free; its history stays', async () => {
    const id = await newCustomer({ uniqueRefNo: 'X-1', accountNumber: '123456789' });
    const answer = await call(`DELETE /api/v0/customer/${id}`);
    const gone = assertAnswered(answer, { status: 200, says: new RegExp(`^Deleted customer ${id}\\.$`) });
    assert.deepEqual(gone, { customerId: id });
    const changes = { legalName: { from: 'Asha' }, uniqueRefNo: { from: 'X-1' }, accountNumber: { from: '123456789' } };
    assert.deepEqual(await removal(), [{ key: id, version: 2, changes }]);
    assertRefused(await call(`GET /api/v0/customer/${id}`), notFound);
    assertRefused(await call(`DELETE /api/v0/customer/${id}`), notFound);
    const found = await call('POST /api/v0/customer/search', { uniqueRefNo: 'X-1' });
    assert.equal(found.body.payload['total_count'], 0);
    assert.equal((await create({ legalName: 'B', uniqueRefNo: 'X-1' })).status, 201);
    const lookup = await updated(lender, csv(['accountNumber', 'pinCode'], ['123456789', '411001']));
    assert.equal(lookup.failureRequests[0]?.errors[0]?.code, 'customer_not_found');
  });

  test('If-Match guards it', async () => {
    const id = await newCustomer();
    await patch(id, { pinCode: '411001' });
    const answer = await call(`DELETE /api/v0/customer/${id}`, undefined, { 'if-match': '"1"' });
    assertRefused(answer, { status: 412, type: 'CLIENT_REQUEST_ERROR' });
    assert.equal((await call(`DELETE /api/v0/customer/${id}`, undefined, { 'if-match': '"2"' })).status, 200);
  });
});

describe('GET /api/v0/customer/{customerId}', () => {
  test('shows the customer with its ETag, and answers 304 to who has that version', async () => {
    const id = await newCustomer();
    const answer = await call(`GET /api/v0/customer/${id}`);
    assertAnswered(answer, { status: 200, says: /^Found\.$/ });
    assert.equal(answer.headers.get('etag'), '"1"');
    assert.equal((await call(`GET /api/v0/customer/${id}`, undefined, { 'if-none-match': '"1"' })).status, 304);
  });

  test('needs customers:read, and knows no other parameter', async () => {
    const id = await newCustomer();
    const writer = await lender.withScopes('customers:write');
    const refused = await writer.call<Envelope<Fields>>(`GET /api/v0/customer/${id}`);
    assertRefused(refused, { status: 403, type: 'INVALID_ACCESS', says: /customers:read/ });
    const asked = await call(`GET /api/v0/customer/${id}?fields=all`);
    assertRefused(asked, { status: 400, type: 'VALIDATION_ERROR', says: /fields/ });
  });

  test('of a company that never had a customer: 404', async () => {
    const empty = await service.tenant();
    assertRefused(await empty.call<Envelope<Fields>>('GET /api/v0/customer/KC0000000000000A'), notFound);
  });
});

describe('GET /api/v0/customer/{customerId}/contacts', () => {
  test('an array of contacts, empty where there are none', async () => {
    const id = await newCustomer();
    const path = `GET /api/v0/customer/${id}/contacts`;
    assert.deepEqual(assertAnswered(await call(path), { status: 200, says: /^Found 0 contacts\.$/ }), { contacts: [] });
    await updated(lender, csv(['customerId', 'pinCode'], [id, '411001']), {
      parts: [
        {
          name: 'contactsFile',
          fileName: 'c.csv',
          content: csv(['customerId', 'name', 'mobile'], [id, 'Meera', '9876543210']),
        },
      ],
    });
    const { contacts } = assertAnswered(await call(path), { status: 200, says: /^Found 1 contacts\.$/ });
    assert.partialDeepStrictEqual(contacts, [{ name: 'Meera', mobile: '9876543210' }]);
    assertRefused(await call('GET /api/v0/customer/KC0000000000000A/contacts'), notFound);
  });
});
