/** What the company door's operations on files need; `src/app.ts` hands it in. */
import type { Companies } from '../../lists/companies.ts';
import type { Uploads } from '../../uploads/uploads.ts';

/** A result file, as it is shown. */
export interface ResultLink {
  readonly kind: string;
  readonly name: string;
  /** Absolute; opens in a browser without a header until it expires. */
  readonly url: string;
}

export interface FileDeps<Tx> {
  readonly companies: Companies;
  readonly uploads: Uploads<Tx>;
  readonly ends: {
    wait(
      batch: { readonly organizationId: number; readonly batchId: string },
      how: { readonly signal: AbortSignal; readonly ms: number },
    ): Promise<'ended' | 'still running'>;
  };
  readonly resultLinks: (
    organization: { readonly id: number; readonly code: string },
    batchId: string,
  ) => Promise<readonly ResultLink[]>;
  readonly uploadExpiry: () => Date;
  readonly limits: { readonly uploadWaitMs: number };
}
