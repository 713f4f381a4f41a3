import type { CompiledFields } from '../engine/fields.ts';
import type { ListRef } from '../engine/ports.ts';
import type { BrakedList } from './brake.ts';

/** The customer list of a company: an organization as the company door sees it. */
export interface Company {
  readonly list: ListRef;
  /** `CEK…`; it names the list too. */
  readonly code: string;
  readonly fields: CompiledFields;
}

/** A company whose customers are about to be written. */
export type WritableCompany = Company & BrakedList;

/** What companies need of a store. `src/store/companies.ts` fulfils it. */
export interface CompanyStore {
  /** null: nothing was ever written to it. */
  find(organizationId: number): Promise<CompanyList | null>;
  /** As `find`; made where it is not there. */
  make(organization: Owner): Promise<CompanyList>;
}

export interface CompanyList {
  /** The list's own id. */
  readonly id: number;
  /** Its brake; null: it has none. */
  readonly maxAffected: number | null;
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

  /** Reads the list each time: its brake may have been changed, by another process too. */
  async forWriting(organization: Owner): Promise<WritableCompany> {
    const { id, maxAffected } = await this.#options.store.make(organization);
    return { ...this.#company(organization, id), publicId: organization.code, maxAffected };
  }

  /** null: it has no customers, and never had one. */
  async forReading(organization: Owner): Promise<Company | null> {
    const known = this.#listIds.get(organization.id) ?? (await this.#options.store.find(organization.id))?.id;
    return known === undefined ? null : this.#company(organization, known);
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
