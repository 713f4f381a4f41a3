import type { CampaignType } from '../fields/campaign-fields.ts';
import type { CustomFields } from '../fields/custom-fields.ts';

export const regions = ['north', 'south', 'east', 'west', 'central'] as const;
export type Region = (typeof regions)[number];

/** What a deleted campaign had is answered as if it had never been. */
export const campaignStatuses = ['active', 'paused'] as const;
export type CampaignStatus = (typeof campaignStatuses)[number];

/** What only the doors care about. */
export interface CampaignDetails {
  readonly description: string;
  /** YYYY-MM-DD */
  readonly startDate: string;
  /** HH:MM */
  readonly startTime: string;
  readonly endDate: string;
  readonly endTime: string;
  readonly languages: readonly string[];
  readonly region: Region;
  readonly tags: readonly string[];
}

/** A campaign: the customer list of the campaign door. */
export interface Campaign {
  readonly organizationId: number;
  /** The store's own id; never shown. */
  readonly listId: number;
  /** `camp_…` */
  readonly publicId: string;
  /** What its customers look like; never changes. */
  readonly type: CampaignType;
  readonly name: string;
  readonly status: CampaignStatus | 'deleted';
  readonly details: CampaignDetails;
  readonly customFields: CustomFields;
  /** Counts up when `customFields` change. */
  readonly fieldsVersion: number;
  readonly customerCount: number;
  /** Its brake: no batch may update more records than these; null: it has none. */
  readonly maxAffected: number | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** What an update may change. */
export type CampaignChanges = Partial<
  CampaignDetails & { readonly name: string; readonly status: CampaignStatus; readonly customFields: CustomFields }
>;
