import { Type } from 'typebox';
import { RequestError } from '../../errors/request-error.ts';
import type { Call, Route } from '../../http/route.ts';
import type { AddCustomers } from '../../lists/add-customers.ts';
import type { Campaigns } from '../../lists/campaigns.ts';
import { campaignWritten, newCampaignBody, showWritten } from './campaign-shape.ts';
import { refusals } from './errors.ts';
import { type CampaignLimits, readNewCampaign } from './read-campaign.ts';

interface CreateCampaignOptions<Tx> {
  readonly campaigns: Campaigns<Tx>;
  readonly addCustomers: AddCustomers<Tx>;
  readonly limits: CampaignLimits;
}

/** `POST /api/v1/campaigns/create`: a campaign and, in the same transaction, its first customers. */
export function createCampaign<Tx>({ campaigns, addCustomers, limits }: CreateCampaignOptions<Tx>): Route<Tx> {
  async function handle({ body, organization, principal, reference }: Call, tx: Tx) {
    const { customers, ...draft } = readNewCampaign(body, { limits, compile: campaigns.compile });
    if (customers.length > 0) refuseWithoutCustomersScope(principal.scopes);
    const organizationId = organization.id;
    const campaign = await campaigns.createCampaign(tx, { ...draft, organizationId, publicId: `camp_${reference}` });
    if (customers.length > 0) {
      const { listId } = campaign;
      const { tokenId } = principal;
      await addCustomers(tx, { organizationId, listId, source: 'campaign', tokenId, reference, customers });
    }
    return { status: 201, body: showWritten(campaign, 'Campaign created successfully') };
  }
  return {
    method: 'POST',
    path: '/api/v1/campaigns/create',
    operationId: 'createCampaign',
    summary: 'Create a campaign',
    description:
      'Customers in `jsonData` are added with it (which needs the scope `customers:write` too): all of them, or the campaign is not created.',
    tag: 'Campaigns',
    scope: 'campaigns:write',
    body: newCampaignBody(limits.recordsPerRequestMax),
    answers: { 201: Type.Object(campaignWritten), ...refusals(409, 413, 415, 422) },
    run: { kind: 'transaction', handle },
  };
}

function refuseWithoutCustomersScope(scopes: Call['principal']['scopes']): void {
  if (scopes.has('customers:write') || scopes.has('admin')) return;
  throw new RequestError('forbidden', 'Adding customers with jsonData needs a token with the scope customers:write');
}
