import { type Static, Type } from 'typebox';
import { campaignTypes } from '../../fields/campaign-fields.ts';
import type { Call, Route } from '../../http/route.ts';
import { campaignStatuses } from '../../lists/campaign.ts';
import type { Campaigns } from '../../lists/campaigns.ts';
import { campaignShape, showCampaign } from './campaign-shape.ts';
import { refusals } from './errors.ts';

const query = Type.Object(
  {
    page: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000, description: 'From 1; 1 if absent.' })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000, description: '20 if absent.' })),
    status: Type.Optional(Type.Enum([...campaignStatuses])),
    campaign_type: Type.Optional(Type.Enum([...campaignTypes])),
    search: Type.Optional(Type.String({ maxLength: 255, description: 'A part of the name.' })),
  },
  { additionalProperties: false },
);

const answer = Type.Object({
  success: Type.Literal(true),
  data: Type.Array(campaignShape),
  pagination: Type.Object({
    page: Type.Integer(),
    limit: Type.Integer(),
    total: Type.Integer(),
    totalPages: Type.Integer(),
  }),
});

/** `GET /api/v1/campaigns`: the organization's campaigns, newest first. */
export function listCampaigns<Tx>({ campaigns }: { campaigns: Campaigns<Tx> }): Route<Tx> {
  async function handle({ organization, query: raw }: Call) {
    const { page = 1, limit = 20, status, campaign_type: type, search } = raw as Static<typeof query>;
    const found = await campaigns.findCampaigns({
      organizationId: organization.id,
      page,
      limit,
      ...(status === undefined ? {} : { status }),
      ...(type === undefined ? {} : { type }),
      ...(search === undefined ? {} : { search }),
    });
    const body: Static<typeof answer> = {
      success: true,
      data: found.campaigns.map((campaign) => showCampaign(campaign, organization)),
      pagination: { page, limit, total: found.total, totalPages: Math.ceil(found.total / limit) },
    };
    return { status: 200, body };
  }
  return {
    method: 'GET',
    path: '/api/v1/campaigns',
    operationId: 'listCampaigns',
    summary: 'List campaigns',
    tag: 'Campaigns',
    scope: 'campaigns:read',
    query,
    answers: { 200: answer, ...refusals() },
    run: { kind: 'read', handle },
  };
}
