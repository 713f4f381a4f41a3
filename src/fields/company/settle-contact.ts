import type { Json, JsonObject, Settle } from '../../engine/records.ts';
import { contactFields, mobileField } from './contact-fields.ts';
import { type ContactRecord, contactsField, isObject, shownContact } from './contact-record.ts';
import { phoneIdentity } from './phone-identity.ts';

/** Contacts that one customer may have. */
const contactsMax = 10;
const required = contactFields.filter((field) => field.required).map(({ name }) => name);

/**
 * What a contact's row makes of the contacts that its customer has: it changes the one with its id, or else with its mobile
 * number, removes it, or adds a new one. A row that removes a contact which is not there changes nothing, so that a file can be sent twice.
 */
export function settleContact(record: ContactRecord): Settle {
  return (stored) => {
    const field = stored(contactsField);
    const contacts = isObject(field) ? field : {};
    const matches = matching(contacts, record);
    const [id] = matches;
    if (matches.length > 1) {
      return mismatch(
        `${matches.length} contacts have the ${shownContact(record)}; name the one that is meant by its id`,
      );
    }
    if (record.isDeleted) return { patch: id === undefined ? {} : removal(contacts, id) };
    if (id !== undefined) return { patch: { [contactsField]: { [id]: record.contact } } };
    return addition(contacts, record);
  };
}

function matching(contacts: JsonObject, { id, contact }: ContactRecord): string[] {
  if (id !== null) return Object.hasOwn(contacts, id) ? [id] : [];
  const mobile = contact[mobileField];
  return typeof mobile === 'string' ? Object.keys(contacts).filter((key) => hasMobile(contacts[key], mobile)) : [];
}

function hasMobile(contact: Json | undefined, mobile: string): boolean {
  const stored = isObject(contact) ? contact[mobileField] : undefined;
  return typeof stored === 'string' && phoneIdentity(stored) === phoneIdentity(mobile);
}

/** With its last contact the field goes too. */
function removal(contacts: JsonObject, id: string): JsonObject {
  return { [contactsField]: Object.keys(contacts).length === 1 ? null : { [id]: null } };
}

function addition(contacts: JsonObject, record: ContactRecord): ReturnType<Settle> {
  const missing = required.filter((name) => typeof record.contact[name] !== 'string');
  if (missing.length > 0) {
    return mismatch(
      `the customer has no contact with the ${shownContact(record)}, and a new one needs ${missing.join(' and ')}`,
    );
  }
  if (Object.keys(contacts).length >= contactsMax) {
    return mismatch(
      `the customer has ${contactsMax} contacts already, which is as many as one may have; delete one first`,
    );
  }
  return { patch: { [contactsField]: { [record.newId]: record.contact } } };
}

function mismatch(reason: string): ReturnType<Settle> {
  return { error: 'value_mismatch_exception', reason };
}
