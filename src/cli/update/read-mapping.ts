import { InvalidArgumentError } from 'commander';

export type HeaderMapping = ReadonlyMap<string, string | null>;

/**
 * One `--mapping`, added to those before it: `Cust Name=legalName`, `Notes=` (the column is left out), or all of them as
 * JSON. A header may hold `=`; a field never does.
 */
export function readMapping(text: string, before: HeaderMapping = new Map()): HeaderMapping {
  const mapping = new Map(before);
  for (const [header, field] of text.trimStart().startsWith('{') ? fromJson(text) : [fromPair(text)]) {
    if (mapping.has(header)) throw new InvalidArgumentError(`The header ${JSON.stringify(header)} is mapped twice.`);
    mapping.set(header, field);
  }
  return mapping;
}

type Pair = [header: string, field: string | null];

function fromPair(text: string): Pair {
  const at = text.lastIndexOf('=');
  const [header, field] = [text.slice(0, Math.max(at, 0)).trim(), text.slice(at + 1).trim()];
  if (header === '') throw new InvalidArgumentError('It must be header=field, or header= to leave a column out.');
  return [header, field === '' ? null : field];
}

function fromJson(text: string): Pair[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new InvalidArgumentError('It begins like JSON, and is none.');
  }
  const pairs = Object.entries(value as Record<string, unknown>);
  if (pairs.every((pair): pair is Pair => pair[1] === null || typeof pair[1] === 'string')) return pairs;
  throw new InvalidArgumentError('In JSON each header must have a field, or null to leave the column out.');
}
