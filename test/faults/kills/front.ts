import type { Battlefield } from './battlefield.ts';
import type { Chance } from '../seeded.ts';

export interface FrontOptions {
  readonly field: Battlefield;
  readonly chance: Chance;
  /** Nothing new is begun any more; what was begun is brought to its end. */
  readonly stop: AbortSignal;
}

/** Clients that are at work while everything dies around them. */
export interface Front {
  /** Settles when they have stopped, and rejects when they cannot go on. */
  readonly running: Promise<unknown>;
  /** How far they have come: another text tells that something was done. */
  progress(): string;
  describe(): string;
  /** Sentences about what is not as it must be. */
  check(): Promise<string[]>;
}
