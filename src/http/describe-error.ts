/**
 * What of an unforeseen error may be logged. Messages and details of some errors quote the data that they are about
 * (PostgreSQL's classes 22 and 23, JSON.parse, assertions): of those only the kind and the place are told.
 */
export function describeError(error: unknown, depth = 0): object {
  if (!(error instanceof Error)) return { type: typeof error };
  const { code, constraint, table, column, routine } = error as Error & Partial<Record<Detail, unknown>>;
  const known = Object.entries({ code, constraint, table, column, routine });
  const described = {
    type: error.name,
    message: quotesData(error, code) ? '(not logged: it may quote data)' : error.message,
    ...Object.fromEntries(
      known.filter(([, value]) => typeof value === 'string' && value.length <= detailCharactersMax),
    ),
    at: frames(error),
  };
  if (error.cause === undefined || depth >= causesMax) return described;
  return { ...described, cause: describeError(error.cause, depth + 1) };
}

type Detail = 'code' | 'constraint' | 'table' | 'column' | 'routine';
const causesMax = 4;
const framesMax = 12;
const detailCharactersMax = 100;

function quotesData(error: Error, code: unknown): boolean {
  if (error instanceof SyntaxError || code === 'ERR_ASSERTION') return true;
  return typeof code === 'string' && /^2[23][0-9A-Z]{3}$/.test(code);
}

/** The stack without its head, which repeats the message. */
function frames(error: Error): string[] {
  const lines = (error.stack ?? '').split('\n').map((line) => line.trim());
  return lines.filter((line) => /^at .+:\d+:\d+\)?$/.test(line)).slice(0, framesMax);
}
