import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { deleteCampaign } from '../../../src/doors/campaign/delete-campaign.ts';
import { getCampaign } from '../../../src/doors/campaign/get-campaign.ts';
import { listCampaigns } from '../../../src/doors/campaign/list-campaigns.ts';
import { pauseCampaign } from '../../../src/doors/campaign/pause-campaign.ts';
import { updateCampaign } from '../../../src/doors/campaign/update-campaign.ts';
import { newCampaign } from '../../lists/new-campaign.ts';
import { campaignRoom } from './campaign-room.ts';
import { callRoute } from './call-route.ts';

const shown = {
  id: 'camp_1',
  name: 'April reminders',
  description: 'Loans due in April',
  startDate: '2026-04-01',
  startTime: '09:00',
  endDate: '2026-04-30',
  endTime: '18:00',
  collection_type: 'emi',
  campaignType: 'emi',
  region: 'south',
  tags: ['april'],
  languages: ['hindi', 'english'],
  customFields: {},
  status: 'active',
  rowsLen: 0,
  org_id: 'CEKLENDER1',
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:00.000Z',
};

describe('the routes of campaigns', () => {
  let room: ReturnType<typeof campaignRoom>;
  const params = { id: 'camp_1' };
  beforeEach(async () => {
    room = campaignRoom();
    await room.campaigns.createCampaign('transaction', newCampaign());
  });
  const update = (body: unknown) => callRoute(updateCampaign(room), { params, body });

  test('show one campaign', async () => {
    assert.deepEqual(await callRoute(getCampaign(room), { params }), {
      status: 200,
      body: { success: true, data: shown },
    });
  });

  test('list campaigns by pages', async () => {
    await room.campaigns.createCampaign('transaction', newCampaign({ publicId: 'camp_2' }));
    assert.deepEqual((await callRoute(listCampaigns(room), { query: '?limit=1' })).body, {
      success: true,
      data: [shown],
      pagination: { page: 1, limit: 1, total: 2, totalPages: 2 },
    });
    const all = await callRoute(listCampaigns(room));
    assert.deepEqual(all.body['pagination'], { page: 1, limit: 20, total: 2, totalPages: 1 });
  });

  test('refuse a malformed or unknown filter by its name', async () => {
    const query = '?page=0&limit=x&status=deleted&campaign_type=sms&sort=name';
    assert.deepEqual((await callRoute(listCampaigns(room), { query })).body.errors, [
      'unknown query parameter sort',
      'page must be at least 1',
      'limit must be an integer',
      'status must be one of active, paused',
      'campaign_type must be one of emi, edi, lead',
    ]);
    const search = await callRoute(listCampaigns(room), { query: '?search=a%00' });
    assert.deepEqual([search.status, search.body.errors?.length], [400, 1]);
  });

  test('update a campaign and say what changed', async () => {
    assert.deepEqual(await update({ name: 'May', region: 'south', status: 'paused' }), {
      status: 200,
      body: {
        success: true,
        message: 'Campaign updated successfully',
        data: { id: 'camp_1', name: 'May' },
        updatedFields: ['name', 'status'],
      },
    });
    assert.deepEqual((await update({})).body['updatedFields'], []);
    assert.deepEqual((await update({ status: 'active' })).body['updatedFields'], ['status']);
  });

  test('refuse an update of what cannot be changed, with what to do', async () => {
    const { status, body } = await update({ campaignType: 'lead', jsonData: [], workflowId: 'w', name: null, id: 'x' });
    assert.equal(status, 400);
    assert.deepEqual(body.errors?.toSorted(), [
      'campaignType must be left out: the type of a campaign cannot be changed',
      'jsonData must be left out: customers are added with POST /api/v1/customers/add/bulk',
      'name must be a string',
      'unknown field id',
      'workflowId must be left out: it belongs to a calling product, and this service makes no calls',
    ]);
    const later = await update({
      startDate: '2026-02-02',
      endDate: '2026-02-01',
      customFields: { emi_amount: 'text' },
    });
    assert.deepEqual(later.body.errors, [
      'endDate cannot be before startDate',
      'customFields: emi_amount is a field of campaigns already and has its own rule',
    ]);
    assert.deepEqual((await update({ endDate: '2026-03-31' })).body.errors, ['endDate cannot be before startDate']);
  });

  test('pause a campaign', async () => {
    assert.deepEqual(await callRoute(pauseCampaign(room), { params }), {
      status: 200,
      body: {
        success: true,
        message: 'Campaign paused successfully',
        data: { id: 'camp_1', name: 'April reminders' },
      },
    });
    assert.equal(room.store.campaigns[0]?.status, 'paused');
  });

  test('delete a campaign, which nobody finds from then on', async () => {
    const { status, body } = await callRoute(deleteCampaign(room), { params });
    assert.deepEqual([status, body['message']], [200, 'Campaign deleted successfully']);
    assert.equal((await callRoute(getCampaign(room), { params })).status, 404);
    assert.deepEqual((await callRoute(listCampaigns(room))).body.data, []);
  });

  test('answer 404 for an unknown campaign', async () => {
    const unknown = { params: { id: 'camp_none' } };
    const notFound = { status: 404, body: { success: false, error: 'NotFound', message: 'Campaign not found' } };
    for (const route of [getCampaign(room), pauseCampaign(room), deleteCampaign(room)]) {
      assert.deepEqual(await callRoute(route, unknown), notFound);
    }
    assert.deepEqual(await callRoute(updateCampaign(room), { ...unknown, body: {} }), notFound);
  });
});
