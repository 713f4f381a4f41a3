import type { ListField } from '../../api/use-list.ts';

/** A line of a customer's data. */
export interface CustomerField {
  readonly name: string;
  readonly label: string;
  /** What the list says of it; undefined: nobody declared it. */
  readonly field: ListField | undefined;
}

/** What a customer may have, in the list's order; then what only he has, by name. */
export function customerFields(fields: readonly ListField[], data: Readonly<Record<string, unknown>>): CustomerField[] {
  const known = new Set(fields.map(({ name }) => name));
  const own = Object.keys(data).filter((name) => !known.has(name));
  return [
    // The list's own come last: what it has beside all others of its type.
    ...fields.toSorted((one, other) => Number(one.custom) - Number(other.custom)).map(declared),
    ...own.toSorted((one, other) => one.localeCompare(other)).map((name) => ({ name, label: name, field: undefined })),
  ];
}

function declared(field: ListField): CustomerField {
  return { name: field.name, label: field.label, field };
}
