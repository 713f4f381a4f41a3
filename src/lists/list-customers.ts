import { RequestError } from '../errors/request-error.ts';
import type { CustomerList, CustomerListReader } from './customer-list-store.ts';
import { findCustomers, type FindQuery, type FoundCustomer, type PagePlace } from './find-customers.ts';
import type { CustomerFinder, ListCustomer, SearchRules } from './find-customers-ports.ts';

interface Owner {
  readonly id: number;
  /** It names the company's list too. */
  readonly code: string;
}

/** A customer as he is shown among others. */
export type ShownCustomer = Pick<FoundCustomer, 'key' | 'removed' | 'version' | 'updatedAt' | 'match'> &
  ReturnType<SearchRules['shownFields']>;

interface ShownPage {
  readonly customers: readonly ShownCustomer[];
  readonly next: PagePlace | null;
  /** Some customers are still without their terms: a search may find too few. */
  readonly incomplete: boolean;
}

interface Deps {
  readonly lists: Pick<CustomerListReader, 'find'>;
  readonly finder: CustomerFinder;
  readonly rules: SearchRules;
}

/** The customers of any list: found and read, one by one. */
export class ListCustomers {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** null: the page's place is none of this search. */
  async findPage(organization: Owner, listId: string, query: Omit<FindQuery, 'list'>): Promise<ShownPage | null> {
    const list = await this.listOf(organization, listId);
    if (!list) return { customers: [], next: null, incomplete: false };
    const { finder, rules } = this.#deps;
    const [page, incomplete] = await Promise.all([
      findCustomers(this.#deps, { ...query, list }),
      query.search === null && query.status !== 'removed' ? false : finder.isIncomplete(list),
    ]);
    if (!page) return null;
    const customers = page.customers.map(({ texts, key, removed, version, updatedAt, match }) => ({
      key,
      removed,
      version,
      updatedAt,
      match,
      ...rules.shownFields(texts, list.kind),
    }));
    return { customers, next: page.next, incomplete };
  }

  /** Also one that was removed. */
  async getCustomer(organization: Owner, { listId, key }: { listId: string; key: string }): Promise<ListCustomer> {
    const list = await this.listOf(organization, listId);
    const customer = list && (await this.#deps.finder.find(list, key));
    if (!customer) throw new RequestError('not_found', 'The list has no customer with this key.');
    return customer;
  }

  /** null: it is a company's, to which nothing was ever written. */
  async listOf({ id: organizationId, code }: Owner, publicId: string): Promise<CustomerList | null> {
    const found = await this.#deps.lists.find({ organizationId, publicId });
    if (!found && publicId !== code) throw new RequestError('not_found', 'There is no customer list of this id.');
    return found;
  }
}
