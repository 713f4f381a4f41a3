import { RequestError } from '../errors/request-error.ts';
import { newReference } from './ids.ts';
import type { RandomBytes } from './ids.ts';
import { codeFaults, nameFaults } from './names.ts';
import { pageOf } from './paging.ts';
import type { Listing } from './paging.ts';
import type { OrganizationStore, Page } from './ports.ts';
import type { Organization } from './principal.ts';

interface OrganizationsDeps<Tx> {
  readonly store: OrganizationStore<Tx>;
  readonly random: RandomBytes;
  /** How deep the tree may be, the root counted. */
  readonly depthMax: number;
}

export interface OrganizationRequest {
  /** Whoever asks; the new organization is below this one. */
  readonly caller: Organization;
  readonly code: string;
  readonly name: string;
  /** The code of the one directly above; the caller itself when left out. */
  readonly parent?: string | undefined;
}

/** The tree of organizations. It only grows, and nobody sees beside or above himself. */
export class Organizations<Tx> {
  readonly #deps: OrganizationsDeps<Tx>;

  constructor(deps: OrganizationsDeps<Tx>) {
    this.#deps = deps;
  }

  /** Makes an organization below the caller. */
  async create(tx: Tx, { caller, code, name, parent }: OrganizationRequest): Promise<Organization> {
    const { store, random, depthMax } = this.#deps;
    const faults = [...codeFaults(code), ...nameFaults(name)];
    if (faults.length > 0) throw new RequestError('validation_failed', 'Validation failed', { faults });
    const above = parent === undefined ? caller : await this.find(caller, parent);
    if (above.path.length >= depthMax) {
      throw new RequestError('unprocessable', `The tree of organizations is at most ${depthMax} deep.`);
    }
    const made = await store.insert(tx, { publicId: `org_${newReference(random)}`, code, name }, above);
    if (made === null) throw new RequestError('conflict', `The code ${code} is taken.`);
    return made;
  }

  /** The organization of that code, if it is `top` or below it. Foreign and unknown are refused alike. */
  async find(top: Organization, code: string): Promise<Organization> {
    const found = await this.#deps.store.find(top.id, code);
    // One sentence for both: whether there is one of that code elsewhere is not told.
    if (found === null) throw new RequestError('forbidden', `There is no organization ${code} among yours.`);
    return found;
  }

  /** `top` and those below it, by code. */
  async list(top: Organization, page: Page): Promise<Listing<Organization>> {
    return pageOf({ page, read: (wanted) => this.#deps.store.list(top.id, wanted), cursorOf: ({ code }) => code });
  }
}
