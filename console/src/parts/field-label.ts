import type { ListField } from '../api/use-list.ts';

/** What people call a field of this name. */
export function fieldLabel(fields: readonly ListField[], name: string): string {
  return fields.find((field) => field.name === name)?.label ?? name;
}

/** A sentence of the service, which begins with the name of the field that it speaks of: with the label in its place. */
export function withFieldLabel(fields: readonly ListField[], sentence: string): string {
  const end = sentence.indexOf(' ');
  return end === -1 ? sentence : fieldLabel(fields, sentence.slice(0, end)) + sentence.slice(end);
}
