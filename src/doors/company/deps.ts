/** What the company door's operations on single customers need; `src/app.ts` hands it in. */
import type { BatchRequest } from '../../engine/engine.ts';
import type { BatchResult, JsonObject } from '../../engine/records.ts';
import type { Companies } from '../../lists/companies.ts';
import type { CustomerReader } from '../../lists/customer-readers.ts';
import type { CustomerSearch } from '../../lists/customer-search.ts';

export interface CustomerDeps {
  readonly companies: Companies;
  readonly engine: { run(request: BatchRequest): Promise<BatchResult> };
  readonly customers: CustomerReader;
  readonly search: CustomerSearch;
  /**
   * Brings the values of a JSON body into their stored form (an upper-case PAN), as a sheet's values are. `faults`: what
   * JSON cannot set, a sentence each.
   */
  readonly normalize: (patch: JsonObject) => { readonly patch: JsonObject; readonly faults: readonly string[] };
  /** A new `KC…`; always the same for a reference. */
  readonly newCustomerId: (reference: string) => string;
}
