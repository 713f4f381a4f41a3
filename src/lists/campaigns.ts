import { isDeepStrictEqual } from 'node:util';
import type { CompiledFields } from '../engine/fields.ts';
import type { ListRef } from '../engine/ports.ts';
import { RequestError } from '../errors/request-error.ts';
import type { CampaignType } from '../fields/campaign-fields.ts';
import type { CustomFields } from '../fields/custom-fields.ts';
import type { Campaign, CampaignChanges, CampaignDetails } from './campaign.ts';
import type { CampaignId, CampaignPage, CampaignQuery, CampaignStore, NewCampaign } from './campaign-store.ts';
import type { BrakedList } from './brake.ts';
import { periodFault } from './period.ts';
import { RecentMap } from './recent-map.ts';

/** `compileCampaignFields` of `src/fields`, with its limits. */
export type CompileFields = (campaign: {
  readonly type: CampaignType;
  readonly customFields: CustomFields;
}) => CompiledFields;

/** A campaign whose customers are about to be written. */
export interface WritableCampaign extends BrakedList {
  readonly list: ListRef;
  readonly type: CampaignType;
  readonly keyField: string;
  readonly fields: CompiledFields;
}

interface CampaignsOptions<Tx> {
  readonly store: CampaignStore<Tx>;
  readonly compile: CompileFields;
  /** Lists whose compiled fields are kept. */
  readonly compiledListsMax?: number;
}

/** Campaigns as customer lists: made, found, changed, and opened for writing. */
export class Campaigns<Tx> {
  readonly compile: CompileFields;
  readonly #store: CampaignStore<Tx>;
  readonly #compiled: RecentMap<string, CompiledFields>;

  constructor({ store, compile, compiledListsMax = 500 }: CampaignsOptions<Tx>) {
    this.compile = compile;
    this.#store = store;
    this.#compiled = new RecentMap(compiledListsMax);
  }

  async createCampaign(tx: Tx, campaign: NewCampaign): Promise<Campaign> {
    refusePeriod(campaign.details);
    return this.#store.insert(tx, campaign);
  }

  async getCampaign(id: CampaignId): Promise<Campaign> {
    return (await this.#find(id)) ?? refuseUnknown();
  }

  async findCampaigns(query: CampaignQuery): Promise<CampaignPage> {
    return this.#store.page(query);
  }

  /** Changes what is named. `updatedFields` are those that are now another value than before. */
  async updateCampaign(
    tx: Tx,
    id: CampaignId,
    changes: CampaignChanges,
  ): Promise<{ campaign: Campaign; updatedFields: string[] }> {
    const before = await this.#lock(tx, id);
    const { name, status, customFields, ...details } = changes;
    const after: Campaign = {
      ...before,
      name: name ?? before.name,
      status: status ?? before.status,
      customFields: customFields ?? before.customFields,
      details: { ...before.details, ...details },
    };
    refusePeriod(after.details);
    const updatedFields = changedFields(before, after);
    if (updatedFields.length === 0) return { campaign: before, updatedFields };
    const fieldsVersion = before.fieldsVersion + (updatedFields.includes('customFields') ? 1 : 0);
    return { campaign: await this.#store.save(tx, { ...after, fieldsVersion }), updatedFields };
  }

  /** Pausing a paused campaign changes nothing. */
  async pauseCampaign(tx: Tx, id: CampaignId): Promise<Campaign> {
    const { campaign } = await this.updateCampaign(tx, id, { status: 'paused' });
    return campaign;
  }

  /** From now on nobody finds it. Its customers are removed later, in steps (`purgeLeftOver` of the store). */
  async deleteCampaign(tx: Tx, id: CampaignId): Promise<Campaign> {
    return this.#store.save(tx, { ...(await this.#lock(tx, id)), status: 'deleted' });
  }

  /** The list that a request's `campaignId` names, with its fields compiled; a foreign or unknown one is refused. */
  async campaignForWriting(organizationId: number, publicId: string): Promise<WritableCampaign> {
    const campaign = await this.campaignForReading(organizationId, publicId);
    const fields = this.#fieldsOf(campaign);
    const { listId, type, maxAffected } = campaign;
    return { list: { organizationId, listId }, publicId, maxAffected, type, keyField: fields.keyField, fields };
  }

  /** The list that a request's `campaignId` names; a foreign or unknown one is refused. */
  async campaignForReading(organizationId: number, publicId: string): Promise<Campaign> {
    const campaign = await this.#find({ organizationId, publicId });
    if (campaign === null) {
      throw new RequestError('list_mismatch', 'Campaign ID invalid or mismatch for your organization.');
    }
    return campaign;
  }

  #fieldsOf(campaign: Campaign): CompiledFields {
    const { organizationId, listId, fieldsVersion } = campaign;
    return this.#compiled.get(`${organizationId}/${listId}/${fieldsVersion}`, () => this.compile(campaign));
  }

  async #find(id: CampaignId): Promise<Campaign | null> {
    return this.#store.find(id);
  }

  async #lock(tx: Tx, id: CampaignId): Promise<Campaign> {
    return (await this.#store.lock(tx, id)) ?? refuseUnknown();
  }
}

function refuseUnknown(): never {
  throw new RequestError('not_found', 'Campaign not found');
}

function refusePeriod(details: CampaignDetails): void {
  const fault = periodFault(details);
  if (fault !== null) throw new RequestError('validation_failed', 'Validation failed', { faults: [fault] });
}

function changedFields(before: Campaign, after: Campaign): string[] {
  const old: Readonly<Record<string, unknown>> = changeable(before);
  return Object.entries(changeable(after))
    .filter(([name, value]) => !isDeepStrictEqual(value, old[name]))
    .map(([name]) => name);
}

function changeable({ name, status, customFields, details }: Campaign): Record<string, unknown> {
  return { name, ...details, customFields, status };
}
