import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { RequestError, type RequestErrorCode } from '../../src/errors/request-error.ts';
import { compileCampaignFields } from '../../src/fields/compile-campaign-fields.ts';
import { Campaigns } from '../../src/lists/campaigns.ts';
import { MemoryCampaignStore, type NoTx } from './memory-campaign-store.ts';
import { newCampaign } from './new-campaign.ts';

const tx: NoTx = 'transaction';
const id = { organizationId: 1, publicId: 'camp_1' };

describe('campaigns', () => {
  let store: MemoryCampaignStore;
  let campaigns: Campaigns<NoTx>;
  let compilations: number;
  beforeEach(async () => {
    store = new MemoryCampaignStore();
    compilations = 0;
    campaigns = new Campaigns({
      store,
      compile: (campaign) => {
        compilations += 1;
        return compileCampaignFields({ ...campaign, limits: { nestingMax: 16, fieldNameCharactersMax: 64 } });
      },
      compiledListsMax: 2,
    });
    await campaigns.createCampaign(tx, newCampaign());
  });

  test('are opened for writing with their key field and compiled fields', async () => {
    const { list, type, keyField, fields } = await campaigns.campaignForWriting(1, 'camp_1');
    assert.deepEqual(
      { list, type, keyField },
      { list: { organizationId: 1, listId: 1 }, type: 'emi', keyField: 'loan_id' },
    );
    assert.deepEqual(fields.checkPatch({ emi_amount: 'x' }, 'L1'), ['emi_amount must be a number']);
  });

  test('keep their compiled fields until those change', async () => {
    const before = await campaigns.campaignForWriting(1, 'camp_1');
    assert.equal((await campaigns.campaignForWriting(1, 'camp_1')).fields, before.fields);
    await campaigns.updateCampaign(tx, id, { name: 'May' });
    assert.equal((await campaigns.campaignForWriting(1, 'camp_1')).fields, before.fields);
    await campaigns.updateCampaign(tx, id, { customFields: { score: 'integer' } });
    const { fields } = await campaigns.campaignForWriting(1, 'camp_1');
    assert.deepEqual(fields.checkPatch({ score: 'x' }, 'L1'), ['score must be an integer']);
    assert.equal(compilations, 2);
  });

  test('keep compiled fields of the lists used last only', async () => {
    for (const publicId of ['camp_2', 'camp_3']) await campaigns.createCampaign(tx, newCampaign({ publicId }));
    for (const publicId of ['camp_1', 'camp_2', 'camp_1', 'camp_3', 'camp_1']) {
      await campaigns.campaignForWriting(1, publicId);
    }
    assert.equal(compilations, 3);
    await campaigns.campaignForWriting(1, 'camp_2');
    assert.equal(compilations, 4);
  });

  test('of another organization, deleted and unknown ones are refused alike', async () => {
    await campaigns.createCampaign(tx, newCampaign({ publicId: 'camp_deleted' }));
    await campaigns.deleteCampaign(tx, { organizationId: 1, publicId: 'camp_deleted' });
    for (const [organizationId, publicId] of [
      [2, 'camp_1'],
      [1, 'camp_deleted'],
      [1, 'camp_none'],
    ] as const) {
      const named = { organizationId, publicId };
      await refuses('list_mismatch', campaigns.campaignForWriting(organizationId, publicId));
      await refuses('not_found', campaigns.getCampaign(named));
      await refuses('not_found', campaigns.updateCampaign(tx, named, {}));
      await refuses('not_found', campaigns.pauseCampaign(tx, named));
      await refuses('not_found', campaigns.deleteCampaign(tx, named));
    }
  });

  test('say which fields an update changed', async () => {
    const { campaign, updatedFields } = await campaigns.updateCampaign(tx, id, {
      name: 'April reminders',
      description: 'New',
      languages: ['hindi', 'english'],
      tags: [],
      status: 'paused',
    });
    assert.deepEqual(updatedFields, ['description', 'tags', 'status']);
    assert.deepEqual(
      [campaign.details.description, campaign.details.tags, campaign.status, campaign.details.region],
      ['New', [], 'paused', 'south'],
    );
  });

  test('that an update leaves as they were are not written', async () => {
    const { campaign, updatedFields } = await campaigns.updateCampaign(tx, id, { name: 'April reminders' });
    assert.deepEqual(updatedFields, []);
    assert.deepEqual(campaign.updatedAt, campaign.createdAt);
  });

  test('never end before they start, also when an update names one of the days only', async () => {
    for (const changes of [{ endDate: '2026-03-31' }, { startDate: '2026-05-01' }]) {
      const error = await refuses('validation_failed', campaigns.updateCampaign(tx, id, changes));
      assert.deepEqual(error.faults, ['endDate cannot be before startDate']);
    }
    const { details } = newCampaign();
    const wrong = newCampaign({ publicId: 'camp_2', details: { ...details, endDate: '2026-03-01' } });
    await refuses('validation_failed', campaigns.createCampaign(tx, wrong));
    await campaigns.updateCampaign(tx, id, { endDate: '2026-04-01' });
  });

  test('can be paused twice and resumed', async () => {
    assert.equal((await campaigns.pauseCampaign(tx, id)).status, 'paused');
    assert.equal((await campaigns.pauseCampaign(tx, id)).status, 'paused');
    await campaigns.updateCampaign(tx, id, { status: 'active' });
    assert.equal((await campaigns.getCampaign(id)).status, 'active');
  });
});

async function refuses(code: RequestErrorCode, work: Promise<unknown>): Promise<RequestError> {
  const error: unknown = await work.then(
    () => assert.fail(`not refused with ${code}`),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof RequestError, String(error));
  assert.equal(error.code, code);
  return error;
}
