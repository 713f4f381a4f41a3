import { type Static, Type } from 'typebox';
import type { Customer } from '../../lists/customer-readers.ts';

/** A customer as this door shows it. */
export const customerShape = Type.Object({
  id: Type.String(),
  campaignId: Type.String(),
  version: Type.Integer(),
  status: Type.String(),
  data: Type.Record(Type.String(), Type.Unknown()),
  createdAt: Type.String({ format: 'date-time' }),
  updatedAt: Type.String({ format: 'date-time' }),
});

export const campaignIdQuery = { campaignId: Type.String({ examples: ['camp_abc123'] }) };
export const customerIdParams = Type.Object({ id: Type.String() });
export const cursorQuery = Type.Optional(Type.String({ description: 'The `nextCursor` of the answer before.' }));
export const nextCursor = Type.Union([Type.String(), Type.Null()], { description: 'null: this is the last page.' });

export function showCustomer(customer: Customer, campaignId: string): Static<typeof customerShape> {
  const { key, version, status, data, createdAt, updatedAt } = customer;
  return {
    id: key,
    campaignId,
    version,
    status,
    data,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  };
}
