/** What the company door's operations on files need; `src/app.ts` hands it in. */
import type { FieldChanges } from '../../engine/records.ts';
import type { Companies } from '../../lists/companies.ts';
import type { FilePreviews } from '../../uploads/preview/file-previews.ts';
import type { Uploads } from '../../uploads/uploads.ts';

/** A result file, as it is shown. */
export interface ResultLink {
  readonly kind: string;
  readonly name: string;
  /** Absolute; opens in a browser without a header until it expires. */
  readonly url: string;
}

/** What a file would change of a customer. */
export interface ShownChange {
  readonly key: string;
  readonly changes: FieldChanges;
}

export interface FileDeps<Tx> {
  readonly companies: Companies;
  readonly uploads: Uploads<Tx>;
  readonly filePreviews: Pick<FilePreviews<Tx>, 'receive'>;
  /** The first changes that a preview shows, at most so many. */
  readonly shownChanges: (
    preview: { readonly organizationId: number; readonly publicId: string },
    limit: number,
  ) => Promise<readonly ShownChange[]>;
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
