/** What our own API needs of a store, of customer lists whatever their kind: campaigns, and companies' lists. */
import type { CampaignType } from '../fields/campaign-fields.ts';
import type { CustomFields } from '../fields/custom-fields.ts';
import type { RememberedMapping } from './remembered-mapping.ts';

export interface CustomerList {
  readonly organizationId: number;
  /** The store's own id; never shown. */
  readonly listId: number;
  /** `camp_…`; `CEK…` of a company's. */
  readonly publicId: string;
  readonly kind: 'campaign' | 'company';
  readonly name: string;
  /** `emi`, `edi`, `lead`; `company` of a company's. */
  readonly type: CampaignType | 'company';
  readonly status: 'active' | 'paused';
  readonly customers: number;
  /** Its brake: no batch may update more records than these; null: it has none. */
  readonly maxAffected: number | null;
}

/** A list by itself. */
export interface CustomerListDetails extends CustomerList {
  /** Of a company none. */
  readonly customFields: CustomFields;
  /** How the columns of its last file were matched; null: that is not known. */
  readonly mapping: RememberedMapping | null;
}

export interface CustomerListId {
  readonly organizationId: number;
  readonly publicId: string;
}

export interface CustomerListQuery {
  readonly organizationId: number;
  readonly limit: number;
  /** Go on after this list; null: from the newest. */
  readonly after: string | null;
}

/** Deleted lists are never found; a company's list is there as soon as something was written to it. */
export interface CustomerListReader {
  find(id: CustomerListId): Promise<CustomerListDetails | null>;
  /** Newest first; null: there never was a list of the cursor's id. */
  page(
    query: CustomerListQuery,
  ): Promise<{ readonly entries: readonly CustomerList[]; readonly next: string | null } | null>;
}

export interface CustomerListWriter<Tx> {
  /** As the transaction has written it. */
  findIn(tx: Tx, id: CustomerListId): Promise<CustomerListDetails | null>;
  setBrake(tx: Tx, id: CustomerListId, maxAffected: number | null): Promise<void>;
  /** null forgets it. */
  setMapping(
    tx: Tx,
    list: { readonly organizationId: number; readonly listId: number },
    mapping: RememberedMapping | null,
  ): Promise<void>;
  /** Makes a company's list where it is not there. */
  makeCompanyList(
    tx: Tx,
    company: { readonly id: number; readonly code: string; readonly name: string },
  ): Promise<void>;
}
