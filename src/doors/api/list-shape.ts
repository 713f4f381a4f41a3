import { type Static, Type } from 'typebox';
import { fieldKinds } from '../../fields/described/described-field.ts';
import { maxAffectedMax } from '../../lists/brake.ts';
import type { ShownList, ShownListDetails } from '../../lists/customer-lists.ts';

const brake = Type.Integer({ minimum: 0, maximum: maxAffectedMax });

/** The brake of a list, as it is shown and set. */
export const brakeOrNull = Type.Union([brake, Type.Null()], {
  description:
    'The brake: where a batch would update more records than these it is refused, and nothing is written. null: none.',
});

/** How the columns of a list's files are matched, as it is shown and set. */
export const mappingOrNull = Type.Union(
  [Type.Record(Type.String(), Type.Union([Type.String(), Type.Null()])), Type.Null()],
  {
    description:
      'Header → field, or null where the column was left out: as the last upload was applied. The next one is matched so. ' +
      'null: by the names alone.',
  },
);

const properties = {
  id: Type.String({ examples: ['camp_abc123', 'CEKACME001'], description: '`camp_…`, or the code of a company.' }),
  kind: Type.Enum(['campaign', 'company']),
  name: Type.String(),
  type: Type.Enum(['emi', 'edi', 'lead', 'company'], { description: 'What its customers look like.' }),
  status: Type.Enum(['active', 'paused']),
  customers: Type.Integer({ minimum: 0, description: 'How many it holds.' }),
  maxAffected: brakeOrNull,
};

/** A customer list as this door shows it among others. */
export const listShape = Type.Object(properties);

const fieldShape = Type.Object({
  name: Type.String(),
  label: Type.String({ description: 'What people call it.' }),
  kind: Type.Enum([...fieldKinds], { description: 'A `list` is of texts, in a cell separated by `;`.' }),
  required: Type.Boolean({ description: 'A new customer must have it, and it cannot be cleared.' }),
  isKey: Type.Boolean({ description: 'It names the customer, and cannot be changed.' }),
  isUnique: Type.Boolean(),
  readOnly: Type.Boolean({
    description: 'The service itself writes it: no request sets it, and no column of a sheet.',
  }),
  choices: Type.Optional(Type.Array(Type.String(), { description: 'Of a `choice`: the values that are stored.' })),
  format: Type.Optional(Type.String()),
  description: Type.Optional(Type.String({ description: 'The rule in words.' })),
  example: Type.Optional(Type.String()),
  aliases: Type.Array(Type.String(), { description: 'Other headers that mean it.' }),
  custom: Type.Boolean({ description: 'The list has declared it itself.' }),
});

/** A customer list by itself. */
export const listDetailsShape = Type.Object({
  ...properties,
  fields: Type.Array(fieldShape, {
    description:
      'In the order of a template. Customers of a campaign may have others, which nobody declared: any JSON that can be stored.',
  }),
  mapping: mappingOrNull,
});

export const listParams = Type.Object({ id: Type.String() });

/** Translates a list to the wire. */
export function presentList(list: ShownList): Static<typeof listShape> {
  const { publicId: id, kind, name, type, status, customers, maxAffected } = list;
  return { id, kind, name, type, status, customers, maxAffected };
}

export function presentListDetails({ fields, mapping, ...list }: ShownListDetails): Static<typeof listDetailsShape> {
  return {
    ...presentList(list),
    fields: fields.map(({ choices, aliases, ...field }) => ({
      ...field,
      ...(choices && { choices: [...choices] }),
      aliases: [...aliases],
    })),
    // Each header becomes a property of its own, whatever it is called.
    mapping: mapping && Object.fromEntries(mapping),
  };
}
