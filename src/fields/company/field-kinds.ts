import { companyFields } from './company-fields.ts';
import { statusField } from './compile-company-fields.ts';

/** How a field's value is stored. */
export type FieldKind = 'text' | 'number' | 'texts';

/** Of every field that a company's customers have, but their contacts. */
export const companyFieldKinds: ReadonlyMap<string, FieldKind> = new Map<string, FieldKind>([
  ...companyFields.map(({ name, rule, example }) => [name, kindOf(rule.read(example))] as const),
  [statusField, 'text'],
]);

function kindOf(value: unknown): FieldKind {
  if (Array.isArray(value)) return 'texts';
  return typeof value === 'number' ? 'number' : 'text';
}
