import { type Static, Type } from 'typebox';
import type { ListCustomer } from '../../lists/find-customers-ports.ts';
import type { ShownCustomer } from '../../lists/list-customers.ts';

const status = Type.Enum(['active', 'removed']);
const textOrNull = Type.Union([Type.String(), Type.Null()]);
const moment = Type.String({ format: 'date-time' });

export const listCustomerParams = Type.Object({
  id: Type.String({ description: '`camp_…` or `CEK…`' }),
  key: Type.String({ description: 'Percent-encoded.' }),
});

/** A customer among those that were found. */
export const foundCustomerShape = Type.Object({
  key: Type.String(),
  status,
  version: Type.Integer({ minimum: 1 }),
  name: textOrNull,
  phone: textOrNull,
  email: textOrNull,
  references: Type.Record(Type.String(), Type.String(), { description: 'By field; of a campaign none.' }),
  updatedAt: moment,
  match: Type.Union([Type.Enum(['key', 'reference', 'name', 'phone', 'email']), Type.Null()], {
    description: 'What begins as was searched; null: nothing was.',
  }),
});

/** One customer of a list of any kind. */
export const listCustomerShape = Type.Object({
  key: Type.String(),
  status,
  version: Type.Integer({ minimum: 1 }),
  data: Type.Record(Type.String(), Type.Unknown(), { description: 'Empty of a removed one: it lies in the history.' }),
  createdAt: moment,
  updatedAt: moment,
});

export function presentFound(customer: ShownCustomer): Static<typeof foundCustomerShape> {
  const { key, removed, version, name, phone, email, references, updatedAt, match } = customer;
  return {
    key,
    status: removed ? 'removed' : 'active',
    version,
    name,
    phone,
    email,
    references: Object.fromEntries(references),
    updatedAt: updatedAt.toISOString(),
    match,
  };
}

export function presentListCustomer(customer: ListCustomer): Static<typeof listCustomerShape> {
  const { key, status: is, version, data, createdAt, updatedAt } = customer;
  return { key, status: is, version, data, createdAt: createdAt.toISOString(), updatedAt: updatedAt.toISOString() };
}
