import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { createCampaign } from '../../../src/doors/campaign/create-campaign.ts';
import { newCustomers } from '../../fields/new-customers.ts';
import { campaignBody, campaignRoom } from './campaign-room.ts';
import { callRoute } from './call-route.ts';

describe('creating a campaign', () => {
  let room: ReturnType<typeof campaignRoom>;
  const create = (
    body: unknown,
    scopes: ('campaigns:write' | 'customers:write')[] = ['campaigns:write', 'customers:write'],
  ) => callRoute(createCampaign(room), { body, scopes });
  const faults = async (body: unknown) => {
    const { status, body: answer } = await create(body);
    assert.equal(status, 400);
    assert.deepEqual([answer['success'], answer['message']], [false, 'Validation failed']);
    assert.deepEqual([room.store.campaigns.length, room.additions.length], [0, 0]);
    return answer.errors;
  };
  beforeEach(() => {
    room = campaignRoom();
  });

  test('answers 201 with its id and name', async () => {
    assert.deepEqual(await create(campaignBody), {
      status: 201,
      body: {
        success: true,
        message: 'Campaign created successfully',
        data: { id: 'camp_r1', name: 'April reminders' },
      },
    });
    const { name, campaignType: type, ...details } = campaignBody;
    const [created] = room.store.campaigns;
    assert.deepEqual(
      { name: created?.name, type: created?.type, details: created?.details, fields: created?.customFields },
      { name, type, details: { ...details, tags: [] }, fields: {} },
    );
    assert.equal(room.additions.length, 0);
  });

  test('adds the customers that come with it', async () => {
    const { key, data } = newCustomers.emi;
    const body = {
      ...campaignBody,
      tags: ['a'],
      customFields: { score: 'integer' },
      jsonData: [{ ...data, score: 3 }],
    };
    assert.equal((await create(body)).status, 201);
    assert.deepEqual(room.additions, [
      {
        organizationId: 1,
        listId: 1,
        source: 'campaign',
        tokenId: 7,
        reference: 'r1',
        customers: [{ key, data: { ...data, score: 3 } }],
      },
    ]);
  });

  test('needs the scope customers:write to add customers, and only then', async () => {
    const jsonData = [newCustomers.emi.data];
    const { status, body } = await create({ ...campaignBody, jsonData }, ['campaigns:write']);
    assert.deepEqual([status, body['error'], room.store.campaigns.length], [403, 'Forbidden', 0]);
    assert.equal((await create({ ...campaignBody, jsonData: [] }, ['campaigns:write'])).status, 201);
  });

  test('names every field that is missing', async () => {
    assert.deepEqual(
      (await faults({}))?.toSorted(),
      Object.keys(campaignBody)
        .map((name) => `${name} is required`)
        .toSorted(),
    );
  });

  test('names every value that is wrong', async () => {
    const wrong = {
      name: '',
      description: 'x'.repeat(2_001),
      campaignType: 'sms',
      startDate: '2026-02-30',
      startTime: '24:00',
      endDate: '30.4.2026',
      endTime: '9:00',
      languages: ['hindi', 'french'],
      region: 'centre',
      tags: Array.from({ length: 101 }, () => 'x'),
      customFields: { score: 'money' },
      jsonData: [1],
    };
    assert.deepEqual(await faults(wrong), [
      'name cannot be empty',
      'description cannot exceed 2000 characters',
      'startDate must be a real date in the form YYYY-MM-DD',
      'startTime must be a time in the form HH:MM',
      'endDate must be a real date in the form YYYY-MM-DD',
      'endTime must be a time in the form HH:MM',
      'languages[1] must be one of hindi, english, bengali, telugu, marathi, tamil, gujarati, kannada, malayalam, punjabi, odia, assamese',
      'region must be one of north, south, east, west, central',
      'campaignType must be one of emi, edi, lead',
      'tags cannot exceed 100 items per request',
      'customFields.score must be one of text, number, integer, boolean, date',
      'jsonData[0] must be an object',
    ]);
  });

  test('refuses what it does not know, and what belongs to a calling product with the reason', async () => {
    const sent = {
      ...campaignBody,
      colour: 1,
      initiateCall: true,
      callConfig: {},
      useWorkflow: false,
      workflowId: 'w',
    };
    const why = 'must be left out: it belongs to a calling product, and this service makes no calls';
    assert.deepEqual((await faults(sent))?.toSorted(), [
      `callConfig ${why}`,
      `initiateCall ${why}`,
      'unknown field colour',
      `useWorkflow ${why}`,
      `workflowId ${why}`,
    ]);
  });

  test('does not end before it starts', async () => {
    assert.deepEqual(await faults({ ...campaignBody, endDate: '2026-03-31' }), ['endDate cannot be before startDate']);
  });

  test('with one customer at fault creates nothing and names each fault', async () => {
    const { data } = newCustomers.emi;
    const { loan_id: _, ...noId } = data;
    const jsonData = [data, { ...data, loan_id: 'L2', emi_amount: 'x' }, data, noId, { ...data, loan_id: null }];
    assert.deepEqual(await faults({ ...campaignBody, endDate: '2026-03-31', jsonData }), [
      'endDate cannot be before startDate',
      'jsonData[1]: emi_amount must be a number',
      'jsonData[2]: loan_id is the same as that of item 0',
      'jsonData[3]: loan_id is required',
      'jsonData[4]: loan_id is required',
    ]);
  });

  test('holds customers to the custom fields that it declares', async () => {
    const sent = {
      ...campaignBody,
      customFields: { score: 'integer' },
      jsonData: [{ ...newCustomers.emi.data, score: 1.5 }],
    };
    assert.deepEqual(await faults(sent), ['jsonData[0]: score must be an integer']);
    assert.deepEqual(await faults({ ...sent, customFields: { 'a\nb': 'money', loan_id: 'text' } }), [
      String.raw`customFields: "a\nb" must be one of text, number, integer, boolean, date`,
      'customFields: loan_id is a field of campaigns already and has its own rule',
    ]);
  });

  test('takes as many customers as a request may bring', async () => {
    const jsonData = Array.from({ length: 6 }, (_, i) => ({ ...newCustomers.emi.data, loan_id: `L${i}` }));
    assert.deepEqual(await faults({ ...campaignBody, jsonData }), ['jsonData cannot exceed 5 items per request']);
    assert.equal((await create({ ...campaignBody, jsonData: jsonData.slice(1) })).status, 201);
  });
});
