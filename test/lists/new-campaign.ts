import type { NewCampaign } from '../../src/lists/campaign-store.ts';

/** A campaign to be created, but for what a test wants otherwise. */
export function newCampaign(wanted: Partial<NewCampaign> = {}): NewCampaign {
  return {
    organizationId: 1,
    publicId: 'camp_1',
    type: 'emi',
    name: 'April reminders',
    details: {
      description: 'Loans due in April',
      startDate: '2026-04-01',
      startTime: '09:00',
      endDate: '2026-04-30',
      endTime: '18:00',
      languages: ['hindi', 'english'],
      region: 'south',
      tags: ['april'],
    },
    customFields: {},
    ...wanted,
  };
}
