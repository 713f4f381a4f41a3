import { Type } from 'typebox';
import type { Call, Route } from '../../http/route.ts';
import type { Campaigns } from '../../lists/campaigns.ts';
import { campaignIdParams, campaignShape, showCampaign } from './campaign-shape.ts';
import { refusals } from './errors.ts';

/** `GET /api/v1/campaigns/{id}` */
export function getCampaign<Tx>({ campaigns }: { campaigns: Campaigns<Tx> }): Route<Tx> {
  async function handle({ organization, params: { id = '' } }: Call) {
    const campaign = await campaigns.getCampaign({ organizationId: organization.id, publicId: id });
    return { status: 200, body: { success: true, data: showCampaign(campaign, organization) } };
  }
  return {
    method: 'GET',
    path: '/api/v1/campaigns/:id',
    operationId: 'getCampaign',
    summary: 'Read one campaign',
    tag: 'Campaigns',
    scope: 'campaigns:read',
    params: campaignIdParams,
    answers: { 200: Type.Object({ success: Type.Literal(true), data: campaignShape }), ...refusals(404) },
    run: { kind: 'read', handle },
  };
}
