import type { Json } from '../../src/engine/records.ts';

/** JSON text with sorted keys: two values are the same if, and only if, their texts are. */
export function canonical(value: Json | undefined): string {
  if (value === undefined) return 'absent';
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  const entries = Object.entries(value).map(([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`);
  return `{${entries.sort().join(',')}}`;
}
