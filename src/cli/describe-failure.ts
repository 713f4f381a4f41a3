import { RequestError } from '../errors/request-error.ts';
import { SettingsError } from '../settings/settings.ts';
import { EmbeddedPostgresError } from '../store/embedded/embedded-postgres-error.ts';
import { isUnavailable } from '../store/unavailable.ts';
import { CommandError } from './command-error.ts';
import { exitCodes } from './exit-codes.ts';
import type { ExitCode } from './exit-codes.ts';

export interface Failure {
  readonly exitCode: ExitCode;
  /** What a person reads, a fault a sentence. */
  readonly sentences: readonly string[];
}

/** What a command's error means for whoever ran it. */
export function describeFailure(error: unknown): Failure {
  if (error instanceof CommandError) return { exitCode: error.exitCode, sentences: [error.message] };
  if (error instanceof SettingsError) return { exitCode: exitCodes.usage, sentences: error.message.split('\n') };
  if (error instanceof RequestError) return { exitCode: exitCodes.failed, sentences: faultsOf(error) };
  if (error instanceof EmbeddedPostgresError) {
    return { exitCode: exitCodes.databaseUnreachable, sentences: [error.message] };
  }
  if (isUnavailable(error)) {
    const sentence = `The database is away or busy: ${reasonOf(error)}.`;
    return { exitCode: exitCodes.databaseUnreachable, sentences: [sentence] };
  }
  return { exitCode: exitCodes.failed, sentences: [`${reasonOf(error)}.`] };
}

/** An error's message, to stand in a sentence. */
export function reasonOf(error: unknown): string {
  // Node says of a name with several addresses only that all failed; the first one's reason is the one wanted.
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error;
  return (first instanceof Error && first.message !== '' ? first.message : String(first)).replace(/\.$/, '');
}

function faultsOf({ message, faults }: RequestError): string[] {
  return faults.length > 0 ? faults.map((fault) => `${fault}.`) : [message];
}
