import type { Readable } from 'node:stream';
import type { Environment } from '../settings/settings.ts';

/** Where a person types, or what is piped in. */
export interface TerminalInput extends Readable {
  readonly isTTY?: boolean;
  /** True: keys come one by one, and nothing is shown. */
  setRawMode?(raw: boolean): unknown;
}

/** What a command reads and writes; a test gives its own. */
export interface Terminal {
  /** Left out: the process's own. */
  readonly environment?: Environment;
  /** Left out: there is none. */
  readonly input?: TerminalInput;
  /** Results; nothing else goes there, so that scripts can read it. */
  readonly out: (text: string) => void;
  /** What a person should know. */
  readonly err: (text: string) => void;
  /** `err` is a terminal, so that what was written there can be drawn again. */
  readonly isTerminal?: boolean;
  /** Aborted when the command is told to stop. */
  readonly signal: AbortSignal;
}

/** Prints a result for a script: JSON on one line. */
export function printJson(terminal: Terminal, value: unknown): void {
  terminal.out(`${JSON.stringify(value)}\n`);
}
