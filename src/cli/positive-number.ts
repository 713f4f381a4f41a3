import { InvalidArgumentError } from 'commander';

const largest = 100_000;

/** Reads an option such as `--limit 20`. */
export function positiveNumber(text: string): number {
  const value = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (value < 1 || value > largest) throw new InvalidArgumentError(`It must be a number from 1 to ${largest}.`);
  return value;
}
