import type { Static } from 'typebox';
import { RequestError } from '../../errors/request-error.ts';
import { customFieldsFaults } from '../../fields/custom-fields.ts';
import { addFault } from '../../fields/fault-list.ts';
import type { NewCustomer } from '../../lists/add-customers.ts';
import type { CampaignChanges } from '../../lists/campaign.ts';
import type { NewCampaign } from '../../lists/campaign-store.ts';
import type { CompileFields } from '../../lists/campaigns.ts';
import { periodFault } from '../../lists/period.ts';
import { readNewCustomers } from '../../lists/read-new-customers.ts';
import type { campaignChangesBody, newCampaignBody } from './campaign-shape.ts';
import { readDataItem } from './read-item.ts';

export interface CampaignLimits {
  readonly recordsPerRequestMax: number;
  readonly fieldNameCharactersMax: number;
  readonly keyCharactersMax: number;
  readonly customerBytesMax: number;
}

export interface CampaignDraft extends Pick<NewCampaign, 'name' | 'type' | 'details' | 'customFields'> {
  readonly customers: readonly NewCustomer[];
}

interface Reading {
  readonly limits: CampaignLimits;
  readonly compile: CompileFields;
}

type NewBody = Static<ReturnType<typeof newCampaignBody>>;
type ChangesBody = Static<typeof campaignChangesBody>;

/** Faults of one request that are listed. */
const requestFaultsMax = 1_000;

/** The campaign that a body describes, its customers included; the schema has passed, all further faults are listed. */
export function readNewCampaign(body: unknown, { limits, compile }: Reading): CampaignDraft {
  const { name, campaignType: type, customFields = {}, jsonData = [], tags = [], ...details } = body as NewBody;
  const declared = customFieldsFaults(customFields, limits);
  const faults = [...ownFaults(periodFault(details)), ...declared];
  // Customers can be judged when it is known what they are to look like.
  const customers =
    declared.length > 0 ? [] : readCustomers(jsonData, { type, customFields }, { limits, compile, faults });
  refuse(faults);
  return { name, type, details: { ...details, tags }, customFields, customers };
}

/** What a body changes. Where it names one day of the period only, `Campaigns` judges it with the other one. */
export function readCampaignChanges(body: unknown, limits: CampaignLimits): CampaignChanges {
  const changes = body as ChangesBody;
  const { startDate, endDate, customFields = {} } = changes;
  const period = startDate === undefined || endDate === undefined ? null : periodFault({ startDate, endDate });
  refuse([...ownFaults(period), ...customFieldsFaults(customFields, limits)]);
  return changes;
}

function readCustomers(
  items: readonly unknown[],
  campaign: Parameters<CompileFields>[0],
  { limits, compile, faults }: Reading & { faults: string[] },
): NewCustomer[] {
  const fields = compile(campaign);
  const { keyCharactersMax, customerBytesMax } = limits;
  const { keyField } = fields;
  return readNewCustomers(
    items.map((item, index) => readDataItem(item, index, { keyField, keyCharactersMax })),
    {
      fields,
      customerBytesMax,
      onFault: (index, sentence) => addFault(faults, `jsonData[${index}]: ${sentence}`, requestFaultsMax),
    },
  );
}

function ownFaults(fault: string | null): string[] {
  return fault === null ? [] : [fault];
}

function refuse(faults: readonly string[]): void {
  if (faults.length > 0) throw new RequestError('validation_failed', 'Validation failed', { faults });
}
