/** What campaigns need of a store. `src/store/lists.ts` fulfils it. */
import type { Campaign, CampaignStatus } from './campaign.ts';
import type { CampaignType } from '../fields/campaign-fields.ts';

export interface CampaignId {
  readonly organizationId: number;
  readonly publicId: string;
}

export type NewCampaign = Pick<Campaign, 'organizationId' | 'publicId' | 'type' | 'name' | 'details' | 'customFields'>;

export interface CampaignQuery {
  readonly organizationId: number;
  readonly status?: CampaignStatus;
  readonly type?: CampaignType;
  /** A part of the name, in any case. */
  readonly search?: string;
  /** Counted from 1. */
  readonly page: number;
  readonly limit: number;
}

export interface CampaignPage {
  readonly campaigns: readonly Campaign[];
  /** Campaigns on all pages. */
  readonly total: number;
}

/** Deleted campaigns are never found: a foreign, a deleted and an unknown id are one case. */
export interface CampaignReader {
  find(id: CampaignId): Promise<Campaign | null>;
  page(query: CampaignQuery): Promise<CampaignPage>;
}

export interface CampaignWriter<Tx> {
  insert(tx: Tx, campaign: NewCampaign): Promise<Campaign>;
  /** As `find`, and nobody else changes the campaign until the transaction ends. */
  lock(tx: Tx, id: CampaignId): Promise<Campaign | null>;
  /** Writes name, status, details, custom fields and their version of a locked campaign. */
  save(tx: Tx, campaign: Campaign): Promise<Campaign>;
}

export type CampaignStore<Tx> = CampaignReader & CampaignWriter<Tx>;
