import { type DestinationStream, type Logger, pino } from 'pino';
import { describeError } from './describe-error.ts';

interface LoggerOptions {
  readonly level: string;
  /** Standard output where none is given. */
  readonly stream?: DestinationStream;
}

/**
 * The service's log: one line of JSON an event. Whoever logs passes names, ids and numbers, never a token, a query
 * string or a customer's data; an error passed as `err` or `cause` is told without what it may quote.
 */
export function createLogger({ level, stream }: LoggerOptions): Logger {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { err: describeError, error: describeError, cause: describeError },
  };
  return stream ? pino(options, stream) : pino(options);
}
