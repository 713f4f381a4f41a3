/** What reading and checking a file needs of the store, besides the spool. */
import type { SpoolClaim, SpoolRef } from './ports.ts';
import type { Findings, Refusal, Upload } from './upload.ts';

export interface Checked {
  readonly findings: Findings;
  /** A byte a row (`rowKinds`). */
  readonly kinds: Uint8Array;
}

export interface CheckStore {
  /**
   * Takes an upload up to be checked, so that every earlier check of it writes no more. The claim is null where there is
   * nothing to check: its state is another than `reading`. null: there is no such upload.
   */
  begin(ref: SpoolRef): Promise<{ readonly upload: Upload; readonly claim: SpoolClaim | null } | null>;
  /** Throws `Fenced` where the claim is lost, or the upload's batch was cancelled; so do those below. */
  progress(claim: SpoolClaim, at: NonNullable<Upload['progress']>): Promise<void>;
  /** `ready`; `applied` where it goes its way in one step. What the spool has got until then is on disk with it. */
  saveChecked(claim: SpoolClaim, checked: Checked): Promise<void>;
  /** `refused`. The findings say what was found until then, if anything. */
  saveRefused(
    claim: SpoolClaim,
    refused: { readonly refusal: Refusal; readonly findings: Findings | null },
  ): Promise<void>;
  /** What checking found of each row. */
  readKinds(ref: SpoolRef): Promise<Uint8Array>;
}
