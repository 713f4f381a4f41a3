import { searchFields } from './search-fields.ts';

/** How a customer is shown among those that were found. */
export interface ShownFields {
  readonly name: string | null;
  readonly phone: string | null;
  readonly email: string | null;
  /** Field, value. */
  readonly references: readonly (readonly [field: string, value: string])[];
}

/** What of a customer's texts stands for him on a list of this kind. */
export function shownFields(texts: ReadonlyMap<string, string>, kind: 'campaign' | 'company'): ShownFields {
  const own = searchFields.filter(({ on }) => on.includes(kind));
  const shown = (is: string): string | null => {
    const { fields = [] } = own.find((field) => field.is === is) ?? {};
    return fields.flatMap((field) => texts.get(field) ?? []).join(' ') || null;
  };
  const references = own
    .filter(({ is }) => is === 'reference')
    .flatMap(({ fields }) => fields)
    .flatMap((field) => {
      const value = texts.get(field);
      return value === undefined ? [] : [[field, value] as const];
    });
  return { name: shown('name'), phone: shown('phone'), email: shown('email'), references };
}
