import type { Environment } from '../settings/settings.ts';

/** What a command reads and writes; a test gives its own. */
export interface Terminal {
  /** Left out: the process's own. */
  readonly environment?: Environment;
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
