import type { ListRef } from '../engine/ports.ts';
import { RequestError } from '../errors/request-error.ts';
import type { DescribedField } from '../fields/described/described-field.ts';
import type {
  CustomerList,
  CustomerListDetails,
  CustomerListId,
  CustomerListQuery,
  CustomerListReader,
  CustomerListWriter,
} from './customer-list-store.ts';
import { checkMapping, type RememberedMapping } from './remembered-mapping.ts';

/** A list as it is shown. */
export type ShownList = Omit<CustomerList, 'organizationId' | 'listId'>;

/** A list by itself, with what its customers look like. */
export interface ShownListDetails extends ShownList, Pick<CustomerListDetails, 'mapping'> {
  /** In the order of a template's columns. */
  readonly fields: readonly DescribedField[];
}

/** What a list's customers look like; fulfilled by what validates them. */
export interface ListFields {
  describe(list: FieldsOf): readonly DescribedField[];
  /** Whether a column of its sheets may be given to this field. */
  hasField(list: FieldsOf, name: string): boolean;
}
export type FieldsOf = Pick<CustomerListDetails, 'type' | 'customFields'>;

export interface ListChange {
  /** How many records a batch may update; null: as many as it names. Holds for batches that begin from now on. */
  readonly maxAffected?: number | null | undefined;
  /** null: the columns are matched by their names again. */
  readonly mapping?: RememberedMapping | null | undefined;
}

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
  readonly #fields: ListFields;

  constructor(store: CustomerListReader & CustomerListWriter<Tx>, fields: ListFields) {
    this.#store = store;
    this.#fields = fields;
  }

  async getList(organization: Owner, publicId: string): Promise<ShownListDetails> {
    const found = await this.#store.find({ organizationId: organization.id, publicId });
    if (found) return this.#shown(found);
    if (publicId === organization.code) return this.#shown(unwritten(organization));
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

  /** The list as one may write a sheet of it; without its id where nothing was ever written to it. */
  async listForTemplate(
    organization: Owner,
    publicId: string,
  ): Promise<FieldsOf & { readonly list: ListRef | null; readonly customers: number }> {
    const found = await this.#store.find({ organizationId: organization.id, publicId });
    if (!found && publicId !== organization.code) return refuseUnknown();
    if (!found) return { ...unwritten(organization), list: null };
    return { ...found, list: { organizationId: organization.id, listId: found.listId } };
  }

  /** Sets the brake, or how columns are matched. */
  async change(
    tx: Tx,
    organization: Owner,
    { publicId, maxAffected, mapping }: Pick<CustomerListId, 'publicId'> & ListChange,
  ): Promise<ShownListDetails> {
    const id = { organizationId: organization.id, publicId };
    if (publicId === organization.code) await this.#store.makeCompanyList(tx, organization);
    const list = (await this.#store.findIn(tx, id)) ?? refuseUnknown();
    if (mapping) checkMapping(mapping, (name) => this.#fields.hasField(list, name));
    if (maxAffected !== undefined) await this.#store.setBrake(tx, id, maxAffected);
    if (mapping !== undefined) await this.#store.setMapping(tx, list, mapping);
    return this.#shown((await this.#store.findIn(tx, id)) ?? refuseUnknown());
  }

  #shown(list: Omit<CustomerListDetails, 'organizationId' | 'listId'>): ShownListDetails {
    return { ...list, fields: this.#fields.describe(list) };
  }
}

function unwritten({ code, name }: Owner): Omit<CustomerListDetails, 'organizationId' | 'listId'> {
  const empty = { customers: 0, maxAffected: null, customFields: {}, mapping: null };
  return { publicId: code, kind: 'company', name, type: 'company', status: 'active', ...empty };
}

function refuseUnknown(): never {
  throw new RequestError('not_found', 'There is no customer list of this id.');
}
