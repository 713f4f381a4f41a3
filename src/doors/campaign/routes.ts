import type { Door, Route } from '../../http/route.ts';
import type { AddCustomers } from '../../lists/add-customers.ts';
import type { Campaigns } from '../../lists/campaigns.ts';
import type { CustomerReader, HistoryReader } from '../../lists/customer-readers.ts';
import { addCustomer } from './add-customer.ts';
import { bulkAdd } from './bulk-add.ts';
import { bulkUpdate } from './bulk-update.ts';
import { createCampaign } from './create-campaign.ts';
import { customerHistory } from './customer-history.ts';
import { deleteCampaign } from './delete-campaign.ts';
import { renderError } from './errors.ts';
import { getCampaign } from './get-campaign.ts';
import { getCustomer } from './get-customer.ts';
import { listCampaigns } from './list-campaigns.ts';
import { listCustomers } from './list-customers.ts';
import { pauseCampaign } from './pause-campaign.ts';
import type { CampaignLimits } from './read-campaign.ts';
import { updateCampaign } from './update-campaign.ts';
import { updateCustomer } from './update-customer.ts';
import type { WriteDeps } from './write-deps.ts';

interface CampaignDoorDeps<Tx> extends WriteDeps {
  readonly campaigns: Campaigns<Tx>;
  readonly addCustomers: AddCustomers<Tx>;
  readonly customers: CustomerReader;
  readonly history: HistoryReader;
  readonly limits: CampaignLimits;
}

/** The campaign door: JSON, up to 10,000 records a request, and what became of each at once. */
export function campaignDoor<Tx>(deps: CampaignDoorDeps<Tx>): Door<Tx> {
  return { name: 'campaign', routes: [...campaignRoutes(deps), ...writing<Tx>(deps), ...reading(deps)], renderError };
}

function campaignRoutes<Tx>(deps: CampaignDoorDeps<Tx>): Route<Tx>[] {
  return [
    createCampaign(deps),
    listCampaigns(deps),
    getCampaign(deps),
    updateCampaign(deps),
    pauseCampaign(deps),
    deleteCampaign(deps),
  ];
}

function writing<Tx>(deps: WriteDeps): Route<Tx>[] {
  return [bulkUpdate(deps), updateCustomer(deps), addCustomer(deps), bulkAdd(deps)];
}

function reading<Tx>(deps: CampaignDoorDeps<Tx>): Route<Tx>[] {
  return [listCustomers(deps), getCustomer(deps), customerHistory(deps)];
}
