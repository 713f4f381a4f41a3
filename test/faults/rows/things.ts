import assert from 'node:assert/strict';
import { addCustomers, updated } from '../../acceptance/company/company.ts';
import { uploadSteps } from '../../acceptance/upload-steps.ts';
import { loan } from '../../tenant.ts';
import { done, type Owner } from '../owner.ts';

/** Makes things in an organization for a request to name. */

export async function newCampaign({ tenant, canary }: Owner): Promise<{ id: string }> {
  const customers = [loan('loan_0', { first_name: canary }), loan('loan_1')];
  return { id: await tenant.campaign(customers, { name: canary }) };
}

/** As the campaign door's query and bodies call it. */
export async function newCampaignId(owner: Owner): Promise<{ campaignId: string }> {
  return { campaignId: (await newCampaign(owner)).id };
}

export async function newToken({ admin, canary }: Owner): Promise<{ id: string }> {
  return done(admin, 'POST /api/v1/tokens', { name: canary });
}

/** Of a campaign, ended. */
export async function newBatch(owner: Owner): Promise<{ id: string }> {
  const campaignId = await owner.tenant.campaign([loan('loan_0')]);
  const { status, body, text } = await owner.tenant.bulkUpdate(campaignId, [
    { id: 'loan_0', data: { first_name: owner.canary } },
    { id: owner.canary, data: {} },
  ]);
  assert.equal(status, 207, text);
  return { id: body.batchId };
}

/** Of a JSON request, not applied. */
export async function newPreview(owner: Owner): Promise<{ id: string }> {
  const campaignId = await owner.tenant.campaign([loan('loan_0')]);
  const records = [{ id: 'loan_0', data: { first_name: owner.canary } }];
  const request = 'PUT /api/v1/customers/update/bulk?dryRun=true';
  const { status, body, text } = await owner.admin.call<{ batchId: string }>(request, { campaignId, records });
  assert.equal(status, 200, text);
  return { id: body.batchId };
}

export async function newUpload(owner: Owner): Promise<{ id: string }> {
  const { id: campaignId } = await newCampaign(owner);
  const file = [
    ['loan_id', 'first_name'],
    ['loan_0', owner.canary],
    ['loan_1', 'Asha'],
  ];
  const { id, state } = await uploadSteps(owner.tenant).upload(file, { campaignId });
  assert.equal(state, 'ready');
  return { id };
}

export async function newCompanyCustomer({ admin, canary }: Owner): Promise<{ id: string }> {
  const [id = ''] = await addCustomers(admin, [{ legalName: canary, uniqueRefNo: `${canary}-${Math.random()}` }]);
  return { id };
}

/** Its target is reached by nobody: what is sent there fails at once. */
export const webhookTarget = 'http://127.0.0.1:9/amend';

export async function newWebhook({ admin, canary }: Owner): Promise<{ id: string }> {
  return done(admin, 'POST /api/v1/webhooks', { url: webhookTarget, description: canary });
}

/** What was sent to a webhook, in vain. */
export async function newDelivery(owner: Owner): Promise<{ id: string; deliveryId: string }> {
  const { id } = await newWebhook(owner);
  const delivery = await done<{ id: string }>(owner.admin, `POST /api/v1/webhooks/${id}/test`);
  return { id, deliveryId: delivery.id };
}

/** The address of a result file. */
export async function newFileLink(owner: Owner): Promise<URL> {
  const { id } = await newCompanyCustomer(owner);
  const { success_file_url: url } = await updated(owner.admin, `customerId,legalName\n${id},${owner.canary}\n`);
  return new URL(url);
}
