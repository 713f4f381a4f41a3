/** A contact's row as it lies in the spool: a patch of `customerKeyContacts` that is settled against what the customer has. */
import type { Json, JsonObject } from '../../engine/records.ts';
import { contactIdField, mobileField } from './contact-fields.ts';

/** The customers' field that holds the contacts, an object by their ids. */
export const contactsField = 'customerKeyContacts';

export interface ContactRecord {
  /** Of the contact that is meant; null: it is found by its mobile number. */
  readonly id: string | null;
  /** Of the contact that is added where none is found. It lies in the spool, so that a second try adds no other. */
  readonly newId: string;
  readonly isDeleted: boolean;
  /** A merge patch of the contact. */
  readonly contact: JsonObject;
}

export function writeContactRecord({ id, newId, isDeleted, contact }: ContactRecord): JsonObject {
  return { [contactsField]: { id, newId, isDeleted, contact } };
}

/** null: the patch is none of a contact's row. */
export function readContactRecord(patch: JsonObject): ContactRecord | null {
  const record = patch[contactsField];
  if (!isObject(record) || typeof record.newId !== 'string' || !isObject(record.contact)) return null;
  const id = typeof record.id === 'string' ? record.id : null;
  return { id, newId: record.newId, isDeleted: record.isDeleted === true, contact: record.contact };
}

/** A customer's contacts, which are stored by their ids, as rows of their table. */
export function contactsOf(data: JsonObject): JsonObject[] {
  const stored = data[contactsField];
  if (!isObject(stored)) return [];
  return Object.entries(stored).map(([id, contact]) => ({
    [contactIdField]: id,
    ...(isObject(contact) ? contact : {}),
  }));
}

/** How a sentence names the contact. */
export function shownContact({ id, contact }: ContactRecord): string {
  const mobile = contact[mobileField];
  return id === null && typeof mobile === 'string' ? `${mobileField} ${mobile}` : `${contactIdField} ${id}`;
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
