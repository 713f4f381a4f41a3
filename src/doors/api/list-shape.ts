import { type Static, Type } from 'typebox';
import { maxAffectedMax } from '../../lists/brake.ts';
import type { ShownList } from '../../lists/customer-lists.ts';

const brake = Type.Integer({ minimum: 0, maximum: maxAffectedMax });

/** The brake of a list, as it is shown and set. */
export const brakeOrNull = Type.Union([brake, Type.Null()], {
  description:
    'The brake: where a batch would update more records than these it is refused, and nothing is written. null: none.',
});

/** A customer list as this door shows it. */
export const listShape = Type.Object({
  id: Type.String({ examples: ['camp_abc123', 'CEKACME001'], description: '`camp_…`, or the code of a company.' }),
  kind: Type.Enum(['campaign', 'company']),
  name: Type.String(),
  type: Type.Enum(['emi', 'edi', 'lead', 'company'], { description: 'What its customers look like.' }),
  status: Type.Enum(['active', 'paused']),
  customers: Type.Integer({ minimum: 0, description: 'How many it holds.' }),
  maxAffected: brakeOrNull,
});

export const listParams = Type.Object({ id: Type.String() });

/** Translates a list to the wire. */
export function presentList(list: ShownList): Static<typeof listShape> {
  const { publicId: id, kind, name, type, status, customers, maxAffected } = list;
  return { id, kind, name, type, status, customers, maxAffected };
}
