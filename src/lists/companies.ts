import type { CompiledFields } from '../engine/fields.ts';
import type { ListRef } from '../engine/ports.ts';

/** The customer list of a company: an organization as the company door sees it. */
export interface Company {
  readonly list: ListRef;
  /** `CEK…`; it names the list too. */
  readonly code: string;
  readonly fields: CompiledFields;
}

/** What companies need of a store. `src/store/companies.ts` fulfils it. */
export interface CompanyStore {
  /** The list's own id; null: nothing was ever written to it. */
  find(organizationId: number): Promise<number | null>;
  /** As `find`; made where it is not there. */
  make(organization: Owner): Promise<number>;
}

interface Owner {
  readonly id: number;
  readonly code: string;
  readonly name: string;
}

interface CompaniesOptions {
  readonly store: CompanyStore;
  /** What a company's customers look like; the same for all. */
  readonly fields: CompiledFields;
  /** Fields by which customers are found besides their key. */
  readonly references: readonly string[];
}

/** Every organization has one list of customers as a company; it is made when it is first written to. */
export class Companies {
  readonly #options: CompaniesOptions;
  /** Lists are never removed, so what was found stays. */
  readonly #listIds = new Map<number, number>();

  constructor(options: CompaniesOptions) {
    this.#options = options;
  }

  async forWriting(organization: Owner): Promise<Company> {
    const known = this.#listIds.get(organization.id);
    const listId = known ?? (await this.#options.store.make(organization));
    return this.#company(organization, listId);
  }

  /** null: it has no customers, and never had one. */
  async forReading(organization: Owner): Promise<Company | null> {
    const listId = this.#listIds.get(organization.id) ?? (await this.#options.store.find(organization.id));
    return listId === null ? null : this.#company(organization, listId);
  }

  #company({ id: organizationId, code }: Owner, listId: number): Company {
    if (this.#listIds.size >= listIdsMax) this.#listIds.clear();
    this.#listIds.set(organizationId, listId);
    const { references, fields } = this.#options;
    return { list: { organizationId, listId, references }, code, fields };
  }
}

/** Remembered at once, at most. */
const listIdsMax = 10_000;
