import type { Reader, Tx } from './database.ts';

/** One of the two tables of what is still to be done. */
export interface ToFill<Due> {
  /** The first that there is behind another one (null: of all); null: none is left. */
  readonly next: (reader: Reader, behind: Due | null) => Promise<Due | null>;
  /** Does a part of it. True: it is through, or somebody else's. */
  readonly step: (tx: Tx, due: Due) => Promise<boolean>;
}
