import type { Upload } from '../upload-data.ts';

/** How many customers may change at once, and whether this file keeps to it. */
export interface AppliedBrake {
  readonly limit: number;
  readonly isOfList: boolean;
  readonly changing: number;
  readonly isRefused: boolean;
}

interface Asked {
  readonly upload: Pick<Upload, 'operation'>;
  readonly changing: number;
  /** null: none. */
  readonly listBrake: number | null;
  /** What was typed here; null: nothing. */
  readonly ownBrake: number | null;
}

/** The brake that holds, as the service has it: the smaller of the list's, which is for updates alone, and one's own. */
export function brakeOf({ upload, changing, listBrake, ownBrake }: Asked): AppliedBrake | null {
  const ofList = upload.operation === 'update' ? listBrake : null;
  const isOfList = ofList !== null && (ownBrake === null || ofList <= ownBrake);
  const limit = isOfList ? ofList : ownBrake;
  return limit === null ? null : { limit, isOfList, changing, isRefused: changing > limit };
}
