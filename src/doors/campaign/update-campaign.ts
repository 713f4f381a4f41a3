import { Type } from 'typebox';
import type { Call, Route } from '../../http/route.ts';
import type { Campaigns } from '../../lists/campaigns.ts';
import { campaignChangesBody, campaignIdParams, campaignWritten, showWritten } from './campaign-shape.ts';
import { refusals } from './errors.ts';
import { type CampaignLimits, readCampaignChanges } from './read-campaign.ts';

interface UpdateCampaignOptions<Tx> {
  readonly campaigns: Campaigns<Tx>;
  readonly limits: CampaignLimits;
}

/** `PUT /api/v1/campaigns/update/{id}`: changes what the body names; `status: active` resumes a paused campaign. */
export function updateCampaign<Tx>({ campaigns, limits }: UpdateCampaignOptions<Tx>): Route<Tx> {
  async function handle({ body, organization, params: { id = '' } }: Call, tx: Tx) {
    const changes = readCampaignChanges(body, limits);
    const named = { organizationId: organization.id, publicId: id };
    const { campaign, updatedFields } = await campaigns.updateCampaign(tx, named, changes);
    return { status: 200, body: { ...showWritten(campaign, 'Campaign updated successfully'), updatedFields } };
  }
  return {
    method: 'PUT',
    path: '/api/v1/campaigns/update/:id',
    operationId: 'updateCampaign',
    summary: 'Update a campaign',
    description:
      'Fields that the body does not name stay. New types of `customFields` hold what is written from now on. The type of a campaign cannot be changed.',
    tag: 'Campaigns',
    scope: 'campaigns:write',
    params: campaignIdParams,
    body: campaignChangesBody,
    answers: {
      200: Type.Object({
        ...campaignWritten,
        updatedFields: Type.Array(Type.String(), { description: 'Fields that have another value now than before.' }),
      }),
      ...refusals(404, 409, 413, 415, 422),
    },
    run: { kind: 'transaction', handle },
  };
}
