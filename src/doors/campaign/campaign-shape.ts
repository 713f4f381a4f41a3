import { type Static, Type } from 'typebox';
import type { Organization } from '../../access/principal.ts';
import { campaignTypes, languages } from '../../fields/campaign-fields.ts';
import { customFieldTypes } from '../../fields/custom-fields.ts';
import { type Campaign, campaignStatuses, regions } from '../../lists/campaign.ts';
import { refusedField } from './refused-field.ts';

/** `mustBe`: what a fault's sentence says (src/http/fault-sentences.ts). */
const date = Type.String({ format: 'date', mustBe: 'a real date in the form YYYY-MM-DD', examples: ['2026-04-30'] });
const time = Type.String({
  pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$',
  mustBe: 'a time in the form HH:MM',
  examples: ['18:00'],
});

/** What create and update say about a campaign alike. */
const properties = {
  name: Type.String({ minLength: 1, maxLength: 255 }),
  description: Type.String({ maxLength: 2_000 }),
  startDate: date,
  startTime: time,
  endDate: date,
  endTime: time,
  languages: Type.Array(Type.Enum([...languages]), { minItems: 1, maxItems: languages.length }),
  region: Type.Enum([...regions]),
};
const optionalProperties = {
  tags: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 64 }), { maxItems: 100 })),
  customFields: Type.Optional(
    Type.Record(Type.String(), Type.Enum([...customFieldTypes]), {
      description: 'Types of custom fields. One that is not named may be any JSON value.',
    }),
  ),
};

const callingProduct = refusedField('it belongs to a calling product, and this service makes no calls');
const ofCallingProduct = {
  initiateCall: callingProduct,
  callConfig: callingProduct,
  useWorkflow: callingProduct,
  workflowId: callingProduct,
};

export function newCampaignBody(recordsPerRequestMax: number) {
  return Type.Object(
    {
      ...properties,
      campaignType: Type.Enum([...campaignTypes]),
      ...optionalProperties,
      jsonData: Type.Optional(
        Type.Array(Type.Record(Type.String(), Type.Unknown()), {
          maxItems: recordsPerRequestMax,
          description: "Customers to add: each one's data with its `loan_id` or `lead_id`.",
        }),
      ),
      ...ofCallingProduct,
    },
    { additionalProperties: false },
  );
}

export const campaignChangesBody = Type.Object(
  {
    ...Type.Partial(Type.Object(properties)).properties,
    ...optionalProperties,
    status: Type.Optional(Type.Enum([...campaignStatuses])),
    campaignType: refusedField('the type of a campaign cannot be changed'),
    jsonData: refusedField('customers are added with POST /api/v1/customers/add/bulk'),
    ...ofCallingProduct,
  },
  { additionalProperties: false },
);

/** A campaign as this door shows it. */
export const campaignShape = Type.Object({
  id: Type.String({ examples: ['camp_abc123'] }),
  name: Type.String(),
  description: Type.String(),
  startDate: Type.String(),
  startTime: Type.String(),
  endDate: Type.String(),
  endTime: Type.String(),
  collection_type: Type.Enum([...campaignTypes]),
  campaignType: Type.Enum([...campaignTypes]),
  region: Type.String(),
  tags: Type.Array(Type.String()),
  languages: Type.Array(Type.String()),
  customFields: Type.Record(Type.String(), Type.String()),
  status: Type.Enum([...campaignStatuses]),
  rowsLen: Type.Integer({ description: 'Customers of the campaign.' }),
  org_id: Type.String({ description: "The organization's code." }),
  createdAt: Type.String({ format: 'date-time' }),
  updatedAt: Type.String({ format: 'date-time' }),
});

export const campaignIdParams = Type.Object({ id: Type.String() });

/** What a write answers with: that it was done, and to which campaign. */
export const campaignWritten = {
  success: Type.Literal(true),
  message: Type.String(),
  data: Type.Object({ id: Type.String(), name: Type.String() }),
};

export function showCampaign(campaign: Campaign, organization: Organization): Static<typeof campaignShape> {
  const { publicId, type, name, details, customFields, customerCount, createdAt, updatedAt } = campaign;
  return {
    id: publicId,
    name,
    description: details.description,
    startDate: details.startDate,
    startTime: details.startTime,
    endDate: details.endDate,
    endTime: details.endTime,
    collection_type: type,
    campaignType: type,
    region: details.region,
    tags: [...details.tags],
    languages: [...details.languages],
    customFields: { ...customFields },
    status: campaign.status === 'paused' ? 'paused' : 'active',
    rowsLen: customerCount,
    org_id: organization.code,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  };
}

export function showWritten({ publicId, name }: Campaign, message: string) {
  return { success: true, message, data: { id: publicId, name } } as const;
}
