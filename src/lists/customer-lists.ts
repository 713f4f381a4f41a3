import type { ListRef } from '../engine/ports.ts';
import { RequestError } from '../errors/request-error.ts';
import type {
  CustomerList,
  CustomerListId,
  CustomerListQuery,
  CustomerListReader,
  CustomerListWriter,
} from './customer-list-store.ts';

/** A list as it is shown. */
export type ShownList = Omit<CustomerList, 'organizationId' | 'listId'>;

interface Owner {
  readonly id: number;
  /** It names the company's list too. */
  readonly code: string;
  readonly name: string;
}

/**
 * Customer lists whatever their kind: campaigns by `camp_…`, a company's list by its `CEK…`. Every organization has one of
 * these, which is made when something is first written to it; until then it is shown as an empty one.
 */
export class CustomerLists<Tx> {
  readonly #store: CustomerListReader & CustomerListWriter<Tx>;

  constructor(store: CustomerListReader & CustomerListWriter<Tx>) {
    this.#store = store;
  }

  async getList(organization: Owner, publicId: string): Promise<ShownList> {
    const found = await this.#store.find({ organizationId: organization.id, publicId });
    if (found) return found;
    if (publicId === organization.code) return unwritten(organization);
    return refuseUnknown();
  }

  /** Those that have been made. null: the cursor is none. */
  async findLists(query: CustomerListQuery): ReturnType<CustomerListReader['page']> {
    return this.#store.page(query);
  }

  /** For reading its customers; null: nothing was ever written to it. */
  async listForReading(organization: Owner, publicId: string): Promise<ListRef | null> {
    const found = await this.#store.find({ organizationId: organization.id, publicId });
    if (found) return { organizationId: organization.id, listId: found.listId };
    return publicId === organization.code ? null : refuseUnknown();
  }

  /** Says how many records a batch may update; null: as many as it names. Holds for batches that begin from now on. */
  async setBrake(
    tx: Tx,
    organization: Owner,
    { publicId, maxAffected }: Pick<CustomerListId, 'publicId'> & { readonly maxAffected: number | null },
  ): Promise<ShownList> {
    if (publicId === organization.code) await this.#store.makeCompanyList(tx, organization);
    const id = { organizationId: organization.id, publicId };
    return (await this.#store.setBrake(tx, id, maxAffected)) ?? refuseUnknown();
  }
}

function unwritten({ code, name }: Owner): ShownList {
  return { publicId: code, kind: 'company', name, type: 'company', status: 'active', customers: 0, maxAffected: null };
}

function refuseUnknown(): never {
  throw new RequestError('not_found', 'There is no customer list of this id.');
}
