import { Type } from 'typebox';
import { isJsonObject } from '../../engine/json.ts';
import type { Json, JsonObject } from '../../engine/records.ts';
import type { Customer } from '../../lists/customer-readers.ts';

/** `KC` and 14 letters or digits, given by the service. */
const customerIdPattern = '^KC[A-Z0-9]{14}$';

export const customerParams = Type.Object({ customerId: Type.String() });

/** A customer is one flat object: who it is, and its fields as texts, but for the three named here. */
export const customerShape = Type.Object(
  {
    customerId: Type.String({ pattern: customerIdPattern, examples: ['KC7GQ2M4X0A1B2C3'] }),
    status: Type.Enum(['active', 'deactivated']),
    version: Type.Integer({ minimum: 1 }),
    outstandingAmount: Type.Optional(Type.Number()),
    branchCodes: Type.Optional(Type.Array(Type.String())),
    customerKeyContacts: Type.Optional(Type.Array(Type.Object({}, { additionalProperties: true }))),
  },
  { additionalProperties: true },
);

export function showCustomer({ key, version, data }: Pick<Customer, 'key' | 'version' | 'data'>): JsonObject {
  const { status = 'active', customerKeyContacts, ...fields } = data;
  return {
    customerId: key,
    status,
    version,
    ...fields,
    ...(customerKeyContacts !== undefined && { customerKeyContacts: contactsOf(customerKeyContacts) }),
  };
}

/** Contacts are stored by their id, and shown as a list. Its order is the store's: always the same, and of no meaning. */
export function contactsOf(stored: Json | undefined): JsonObject[] {
  if (!isJsonObject(stored)) return [];
  return Object.entries(stored).map(([keyContactPersonId, contact]) => ({
    keyContactPersonId,
    ...(isJsonObject(contact) ? contact : {}),
  }));
}
