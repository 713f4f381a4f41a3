import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startTestService, type TestService } from '../../service.ts';
import { type Fields, lead, loan, loans, newCampaign, type Tenant } from '../../tenant.ts';

interface Campaign extends Fields {
  readonly id: string;
  readonly name: string;
  readonly rowsLen: number;
}

let service: TestService;
let lender: Tenant;
before(async () => {
  service = await startTestService();
  lender = await service.tenant();
});
after(() => service[Symbol.asyncDispose]());

async function shown(id: string, who = lender): Promise<Campaign> {
  const { status, body, text } = await who.call<{ data: Campaign }>(`GET /api/v1/campaigns/${id}`);
  assert.equal(status, 200, text);
  return body.data;
}

async function faultsOf(request: string, body: unknown): Promise<readonly string[]> {
  const answer = await lender.call<{ message: string; errors: string[] }>(request, body);
  assert.equal(answer.status, 400, answer.text);
  assert.equal(answer.body.message, 'Validation failed');
  return answer.body.errors;
}

const refusedOnes = ['initiateCall', 'callConfig', 'useWorkflow', 'workflowId'];

describe('POST /api/v1/campaigns/create', () => {
  const create = 'POST /api/v1/campaigns/create';

  test('makes a campaign and answers 201 with its id and name', async () => {
    const { status, body } = await lender.call<{ data: { id: string } }>(create, newCampaign);
    assert.equal(status, 201);
    const { id } = body.data;
    assert.match(id, /^camp_\w+$/);
    assert.deepEqual(body, {
      success: true,
      message: 'Campaign created successfully',
      data: { id, name: newCampaign.name },
    });
  });

  test('requires all but tags, jsonData and customFields, and tells all that are missing', async () => {
    const required = ['name', 'description', 'campaignType', 'startDate', 'startTime', 'endDate', 'endTime'];
    assert.deepEqual(
      new Set(await faultsOf(create, {})),
      new Set([...required, 'languages', 'region'].map((name) => `${name} is required`)),
    );
  });

  test('holds each field to its rule', async () => {
    const bad: [Fields, RegExp][] = [
      [{ name: '' }, /^name cannot be empty$/],
      [{ name: 7 }, /^name must be a string$/],
      [{ name: 'a\u0000' }, /^name must not contain a NUL/],
      [{ campaignType: 'loan' }, /^campaignType must be one of emi, edi, lead$/],
      [{ startDate: '2026-02-30' }, /^startDate must be a real date/],
      [{ endDate: '2026-03-31' }, /endDate/],
      [{ startTime: '24:00' }, /^startTime must be a time in the form HH:MM$/],
      [{ endTime: '9:00' }, /^endTime must be a time/],
      [{ languages: ['french'] }, /^languages\[0\] must be one of hindi/],
      [{ languages: [] }, /^languages cannot be empty$/],
      [{ languages: 'hindi' }, /^languages must be an array$/],
      [{ region: 'up' }, /^region must be one of north, south, east, west, central$/],
      [{ tags: [7] }, /^tags\[0\] must be a string$/],
      [
        { customFields: { score: 'float' } },
        /^customFields.score must be one of text, number, integer, boolean, date$/,
      ],
      [{ customFields: { emi_amount: 'text' } }, /emi_amount is a field of campaigns already/],
      [{ customFields: JSON.parse('{"__proto__":"text"}') }, /__proto__ cannot be used as a field name/],
      [{ extra: 1 }, /^unknown field extra$/],
      [{ jsonData: {} }, /^jsonData must be an array$/],
    ];
    for (const [field, sentence] of bad) {
      const [fault = '', ...others] = await faultsOf(create, { ...newCampaign, ...field });
      assert.match(fault, sentence);
      assert.deepEqual(others, []);
    }
  });

  test('refuses what belongs to a calling product with a plain sentence', async () => {
    for (const name of refusedOnes) {
      for (const value of [true, false, null, {}, 'x']) {
        assert.deepEqual(await faultsOf(create, { ...newCampaign, [name]: value }), [
          `${name} must be left out: it belongs to a calling product, and this service makes no calls`,
        ]);
      }
    }
  });

  test('adds the customers of jsonData', async () => {
    const id = await lender.campaign([...loans(3), loan('loan_9', { language: null, note: { a: null } })]);
    assert.equal((await shown(id)).rowsLen, 4);
    assert.deepEqual(await lender.customer(id, 'loan_1').then(({ data, version }) => [version, data]), [
      1,
      loan('loan_1'),
    ]);
    assert.deepEqual((await lender.customer(id, 'loan_9')).data, loan('loan_9', { note: { a: null } }));
  });

  test('creates nothing when any customer is invalid, and tells what is wrong with each', async () => {
    const { total: before } = await count();
    const jsonData = [
      loan('a'),
      loan('a'),
      loan('b', { emi_amount: '1' }),
      {},
      loan('c'),
      loan('d', { note: 'x'.repeat(70_000) }),
    ];
    const errors = await faultsOf(create, { ...newCampaign, jsonData });
    assert.deepEqual(errors.slice(0, 3), [
      'jsonData[1]: loan_id is the same as that of item 0',
      'jsonData[2]: emi_amount must be a number',
      'jsonData[3]: loan_id is required',
    ]);
    assert.equal(errors.at(-1), 'jsonData[5]: the customer cannot exceed 65536 bytes');
    assert.deepEqual(await faultsOf(create, { ...newCampaign, jsonData: [7] }), ['jsonData[0] must be an object']);
    assert.equal((await count()).total, before);
  });

  test('takes at most 10,000 customers', async () => {
    const jsonData = Array.from({ length: 10_001 }, () => ({}));
    assert.deepEqual(await faultsOf(create, { ...newCampaign, jsonData }), [
      'jsonData cannot exceed 10000 items per request',
    ]);
  });

  test('needs customers:write too where it brings customers', async () => {
    const planner = await lender.withScopes('campaigns:write');
    assert.equal((await planner.call(create, newCampaign)).status, 201);
    const refused = await planner.call(create, { ...newCampaign, jsonData: [loan('a')] });
    assert.equal(refused.status, 403);
    assert.equal(refused.body['error'], 'Forbidden');
  });
});

async function count(): Promise<{ total: number }> {
  const { body } = await lender.call<{ pagination: { total: number } }>('GET /api/v1/campaigns');
  return body.pagination;
}

describe('GET /api/v1/campaigns/{id}', () => {
  test('shows the campaign', async () => {
    const id = await lender.campaign([], { tags: ['april'], customFields: { score: 'number' } });
    const { createdAt, updatedAt, ...rest } = await shown(id);
    const { campaignType, ...same } = newCampaign;
    assert.deepEqual(rest, {
      ...same,
      id,
      campaignType,
      collection_type: 'emi',
      tags: ['april'],
      customFields: { score: 'number' },
      status: 'active',
      rowsLen: 0,
      org_id: lender.code,
    });
    for (const at of [createdAt, updatedAt]) assert.ok(Math.abs(Date.parse(String(at)) - Date.now()) < 60_000);
  });

  test('answers 404 for an unknown, a foreign and a deleted one alike', async () => {
    const other = await service.tenant();
    const deleted = await lender.campaign();
    assert.equal((await lender.call(`DELETE /api/v1/campaigns/${deleted}`)).status, 200);
    const texts = new Set<string>();
    const foreign = await other.campaign();
    for (const id of ['camp_unknown', foreign, deleted]) {
      for (const request of ['GET /api/v1/campaigns/', 'DELETE /api/v1/campaigns/', 'PATCH /api/v1/campaigns/pause/']) {
        const { status, text } = await lender.call(`${request}${id}`);
        assert.equal(status, 404);
        texts.add(text);
      }
      const update = await lender.call(`PUT /api/v1/campaigns/update/${id}`, { name: 'mine' });
      assert.equal(update.status, 404);
      texts.add(update.text);
    }
    assert.deepEqual([...texts], ['{"success":false,"error":"NotFound","message":"Campaign not found"}']);
    assert.equal((await shown(foreign, other)).name, newCampaign.name);
  });
});

describe('GET /api/v1/campaigns', () => {
  let tenant: Tenant;
  const ids: string[] = [];
  before(async () => {
    tenant = await service.tenant();
    for (const [name, campaignType] of [
      ['One%', 'emi'],
      ['two_', 'edi'],
      ['three', 'lead'],
      ['ONE more', 'emi'],
    ]) {
      ids.push(await tenant.campaign([], { name, campaignType }));
    }
    await tenant.call(`PATCH /api/v1/campaigns/pause/${ids[1]}`);
  });
  const list = async (query: string) => {
    const { status, body, text } = await tenant.call<{ data: Campaign[]; pagination: Fields }>(
      `GET /api/v1/campaigns${query}`,
    );
    assert.equal(status, 200, text);
    return { names: body.data.map(({ name }) => name), pagination: body.pagination, data: body.data };
  };

  test('lists the own campaigns, newest first, with their pages', async () => {
    const { names, pagination, data } = await list('');
    assert.deepEqual(names, ['ONE more', 'three', 'two_', 'One%']);
    assert.deepEqual(pagination, { page: 1, limit: 20, total: 4, totalPages: 1 });
    assert.deepEqual(data[0], await shown(data[0]?.id ?? '', tenant));
  });

  test('pages by page and limit', async () => {
    assert.deepEqual((await list('?limit=3&page=2')).names, ['One%']);
    assert.deepEqual((await list('?limit=3&page=2')).pagination, { page: 2, limit: 3, total: 4, totalPages: 2 });
    assert.deepEqual((await list('?page=9')).names, []);
  });

  test('filters by status, campaign_type and search', async () => {
    assert.deepEqual((await list('?status=paused')).names, ['two_']);
    assert.deepEqual((await list('?campaign_type=emi')).names, ['ONE more', 'One%']);
    assert.deepEqual((await list('?search=one')).names, ['ONE more', 'One%']);
    assert.deepEqual((await list('?search=%25')).names, ['One%']);
    assert.deepEqual((await list('?search=_')).names, ['two_']);
    assert.deepEqual((await list('?search=one&status=paused')).pagination, {
      page: 1,
      limit: 20,
      total: 0,
      totalPages: 0,
    });
  });

  test('refuses what it does not know', async () => {
    for (const query of ['limit=0', 'limit=1001', 'page=0', 'page=x', 'status=deleted', 'campaign_type=x', 'sort=a']) {
      assert.equal((await tenant.call(`GET /api/v1/campaigns?${query}`)).status, 400, query);
    }
  });
});

describe('PUT /api/v1/campaigns/update/{id}', () => {
  test('changes what the body names and tells which fields are other than before', async () => {
    const id = await lender.campaign();
    const request = `PUT /api/v1/campaigns/update/${id}`;
    const { status, body } = await lender.call(request, {
      name: 'May',
      region: 'north',
      tags: ['x'],
      status: 'paused',
    });
    assert.equal(status, 200);
    assert.deepEqual(
      { ...body, updatedFields: new Set(body['updatedFields'] as string[]) },
      {
        success: true,
        message: 'Campaign updated successfully',
        data: { id, name: 'May' },
        updatedFields: new Set(['name', 'tags', 'status']),
      },
    );
    assert.partialDeepStrictEqual(await shown(id), {
      name: 'May',
      tags: ['x'],
      status: 'paused',
      startDate: '2026-04-01',
    });
    assert.deepEqual((await lender.call(request, {})).body['updatedFields'], []);
  });

  test('holds the period together, and refuses what cannot be changed', async () => {
    const id = await lender.campaign();
    const request = `PUT /api/v1/campaigns/update/${id}`;
    assert.match((await faultsOf(request, { endDate: '2026-03-01' }))[0] ?? '', /endDate/);
    assert.match((await faultsOf(request, { campaignType: 'edi' }))[0] ?? '', /^campaignType must be left out/);
    assert.match((await faultsOf(request, { jsonData: [] }))[0] ?? '', /^jsonData must be left out/);
    for (const name of refusedOnes) {
      assert.match((await faultsOf(request, { [name]: true }))[0] ?? '', /belongs to a calling product/);
    }
    assert.deepEqual(await faultsOf(request, { other: 1 }), ['unknown field other']);
  });

  test('new custom field types hold what is written from now on', async () => {
    const id = await lender.campaign([loan('a', { score: 'high' })]);
    const score = async (value: unknown) =>
      (await lender.bulkUpdate(id, [{ id: 'a', data: { score: value } }])).body.results.invalid;
    assert.equal(await score('low'), 0);
    await lender.call(`PUT /api/v1/campaigns/update/${id}`, { customFields: { score: 'integer' } });
    assert.deepEqual([await score('high'), await score(7)], [1, 0]);
  });
});

describe('PATCH /api/v1/campaigns/pause/{id}', () => {
  test('pauses, also what is paused already; its customers can still be written', async () => {
    const id = await lender.campaign([loan('a')]);
    for (const _ of [1, 2]) {
      const { status, body } = await lender.call(`PATCH /api/v1/campaigns/pause/${id}`);
      assert.equal(status, 200);
      assert.deepEqual(body, {
        success: true,
        message: 'Campaign paused successfully',
        data: { id, name: newCampaign.name },
      });
    }
    assert.equal((await shown(id))['status'], 'paused');
    assert.equal((await lender.bulkUpdate(id, [{ id: 'a', data: { note: 1 } }])).status, 200);
  });
});

describe('DELETE /api/v1/campaigns/{id}', () => {
  test('removes the campaign and its customers from every list', async () => {
    const id = await lender.campaign([lead('a')], { campaignType: 'lead' });
    const { status, body } = await lender.call(`DELETE /api/v1/campaigns/${id}`);
    assert.equal(status, 200);
    assert.deepEqual(body, {
      success: true,
      message: 'Campaign deleted successfully',
      data: { id, name: newCampaign.name },
    });
    const { body: list } = await lender.call<{ data: Campaign[] }>('GET /api/v1/campaigns?limit=1000');
    assert.equal(
      list.data.some((campaign) => campaign.id === id),
      false,
    );
    assert.equal((await lender.call(`GET /api/v1/customers/a?campaignId=${id}`)).status, 403);
    assert.equal((await lender.call(`DELETE /api/v1/campaigns/${id}`)).status, 404);
  });
});

test('each needs its scope', async () => {
  const id = await lender.campaign();
  const reader = await lender.withScopes('campaigns:read');
  const stranger = await lender.withScopes('customers:write', 'customers:read', 'batches:read');
  for (const request of ['GET /api/v1/campaigns', `GET /api/v1/campaigns/${id}`]) {
    assert.equal((await reader.call(request)).status, 200);
    assert.equal((await stranger.call(request)).status, 403);
  }
  const writes = [`PATCH /api/v1/campaigns/pause/${id}`, `DELETE /api/v1/campaigns/${id}`];
  for (const request of [...writes, `PUT /api/v1/campaigns/update/${id}`, 'POST /api/v1/campaigns/create']) {
    assert.equal((await reader.call(request, {})).status, 403, request);
    assert.equal((await service.anybody.call(request, {})).status, 401, request);
  }
});
