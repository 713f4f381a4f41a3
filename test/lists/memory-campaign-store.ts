import type { Campaign } from '../../src/lists/campaign.ts';
import type { CampaignId, CampaignQuery, CampaignStore, NewCampaign } from '../../src/lists/campaign-store.ts';

/** What a transaction is to these tests. */
export type NoTx = 'transaction';

/** Campaigns in memory; `asked` has every id that was looked up. */
export class MemoryCampaignStore implements CampaignStore<NoTx> {
  readonly campaigns: Campaign[] = [];
  readonly asked: CampaignId[] = [];

  async find(id: CampaignId): Promise<Campaign | null> {
    this.asked.push(id);
    return this.campaigns.find((campaign) => isNamed(campaign, id)) ?? null;
  }

  async page({ organizationId, page, limit }: CampaignQuery) {
    const all = this.campaigns.filter((one) => one.organizationId === organizationId && one.status !== 'deleted');
    return { campaigns: all.slice((page - 1) * limit, page * limit), total: all.length };
  }

  async insert(_tx: NoTx, campaign: NewCampaign): Promise<Campaign> {
    const created: Campaign = {
      ...campaign,
      listId: this.campaigns.length + 1,
      status: 'active',
      fieldsVersion: 1,
      customerCount: 0,
      maxAffected: null,
      createdAt: new Date('2026-01-01T00:00:00Z'),
      updatedAt: new Date('2026-01-01T00:00:00Z'),
    };
    this.campaigns.push(created);
    return created;
  }

  async lock(_tx: NoTx, id: CampaignId): Promise<Campaign | null> {
    return this.find(id);
  }

  async save(_tx: NoTx, campaign: Campaign): Promise<Campaign> {
    const saved = { ...campaign, updatedAt: new Date('2026-01-02T00:00:00Z') };
    this.campaigns[campaign.listId - 1] = saved;
    return saved;
  }
}

function isNamed({ organizationId, publicId, status }: Campaign, id: CampaignId): boolean {
  return organizationId === id.organizationId && publicId === id.publicId && status !== 'deleted';
}
