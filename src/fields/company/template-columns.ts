import type { SheetFields } from '../sheet-fields.ts';
import type { SheetField } from './company-fields.ts';

/** The columns of a template: each field's name is its header, so that a filled one is read without a doubt. */
export function templateColumns(
  fields: readonly Pick<SheetField, 'name' | 'explanation' | 'example'>[],
): SheetFields['columns'] {
  return fields.map(({ name, explanation, example }) => ({ header: name, field: name, explanation, example }));
}
