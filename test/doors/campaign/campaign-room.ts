import { compileCampaignFields } from '../../../src/fields/compile-campaign-fields.ts';
import type { Addition } from '../../../src/lists/add-customers.ts';
import { Campaigns } from '../../../src/lists/campaigns.ts';
import { MemoryCampaignStore, type NoTx } from '../../lists/memory-campaign-store.ts';

/** Campaigns in memory, and what the door asked to add to them. */
export function campaignRoom() {
  const store = new MemoryCampaignStore();
  const limits = {
    recordsPerRequestMax: 5,
    fieldNameCharactersMax: 64,
    keyCharactersMax: 128,
    customerBytesMax: 1_000,
    nestingMax: 16,
  };
  const campaigns = new Campaigns<NoTx>({
    store,
    compile: (campaign) => compileCampaignFields({ ...campaign, limits }),
  });
  const additions: Addition[] = [];
  const addCustomers = async (_tx: NoTx, addition: Addition) => {
    additions.push(addition);
  };
  return { store, campaigns, limits, additions, addCustomers };
}

export const campaignBody = {
  name: 'April reminders',
  description: 'Loans due in April',
  campaignType: 'emi',
  startDate: '2026-04-01',
  startTime: '09:00',
  endDate: '2026-04-30',
  endTime: '18:00',
  languages: ['hindi', 'english'],
  region: 'south',
};
