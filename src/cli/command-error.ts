import { exitCodes } from './exit-codes.ts';
import type { ExitCode } from './exit-codes.ts';

/** A command cannot be carried out; the message is what a person reads. */
export class CommandError extends Error {
  readonly exitCode: ExitCode;

  constructor(message: string, { exitCode = exitCodes.failed, cause }: { exitCode?: ExitCode; cause?: unknown } = {}) {
    super(message, { cause });
    this.name = 'CommandError';
    this.exitCode = exitCode;
  }
}
