import { Type } from 'typebox';
import type { Call, Route } from '../../http/route.ts';
import type { Campaigns } from '../../lists/campaigns.ts';
import { campaignIdParams, campaignWritten, showWritten } from './campaign-shape.ts';
import { refusals } from './errors.ts';

/** `PATCH /api/v1/campaigns/pause/{id}`; a paused one stays so, and `PUT …/update/{id}` resumes it. */
export function pauseCampaign<Tx>({ campaigns }: { campaigns: Campaigns<Tx> }): Route<Tx> {
  async function handle({ organization, params: { id = '' } }: Call, tx: Tx) {
    const campaign = await campaigns.pauseCampaign(tx, { organizationId: organization.id, publicId: id });
    return { status: 200, body: showWritten(campaign, 'Campaign paused successfully') };
  }
  return {
    method: 'PATCH',
    path: '/api/v1/campaigns/pause/:id',
    operationId: 'pauseCampaign',
    summary: 'Pause a campaign',
    description: 'Marks it as paused. Its customers can still be read and written.',
    tag: 'Campaigns',
    scope: 'campaigns:write',
    params: campaignIdParams,
    answers: { 200: Type.Object(campaignWritten), ...refusals(404, 409, 422) },
    run: { kind: 'transaction', handle },
  };
}
