import { Type } from 'typebox';
import type { Call, Route } from '../../http/route.ts';
import type { Campaigns } from '../../lists/campaigns.ts';
import { campaignIdParams, campaignWritten, showWritten } from './campaign-shape.ts';
import { refusals } from './errors.ts';

/** `DELETE /api/v1/campaigns/{id}`: it is gone at once; its customers are removed in the background. */
export function deleteCampaign<Tx>({ campaigns }: { campaigns: Campaigns<Tx> }): Route<Tx> {
  async function handle({ organization, params: { id = '' } }: Call, tx: Tx) {
    const campaign = await campaigns.deleteCampaign(tx, { organizationId: organization.id, publicId: id });
    return { status: 200, body: showWritten(campaign, 'Campaign deleted successfully') };
  }
  return {
    method: 'DELETE',
    path: '/api/v1/campaigns/:id',
    operationId: 'deleteCampaign',
    summary: 'Delete a campaign and its customers',
    tag: 'Campaigns',
    scope: 'campaigns:write',
    params: campaignIdParams,
    answers: { 200: Type.Object(campaignWritten), ...refusals(404, 409, 422) },
    run: { kind: 'transaction', handle },
  };
}
