import type { Json } from '../../engine/records.ts';
import { shownName } from '../field-name.ts';
import { contactFields } from './contact-fields.ts';
import { isObject } from './contact-record.ts';

const idCharactersMax = 64;
const rules = new Map(contactFields.map(({ name, required, rule }) => [name, { required, rule }]));

/**
 * What is wrong with a merge patch of `customerKeyContacts`, without its subject; null: nothing. Such patches come from
 * contacts' rows once they are settled, and from undoing them.
 */
export function contactsTrouble(value: Json): string | null {
  if (!isObject(value)) return 'must be an object of contacts by their keyContactPersonId';
  for (const [id, contact] of Object.entries(value)) {
    if (id === '' || id.length > idCharactersMax)
      return `has a contact whose id is not 1 to ${idCharactersMax} characters`;
    const trouble = contact === null ? null : contactTrouble(contact);
    if (trouble !== null) return `has a contact ${shownName(id)} that ${trouble}`;
  }
  return null;
}

function contactTrouble(contact: Json): string | null {
  if (!isObject(contact)) return 'must be an object';
  for (const [name, value] of Object.entries(contact)) {
    const field = rules.get(name);
    if (field === undefined) return `has an unknown field ${shownName(name)}`;
    if (value === null && field.required) return `cannot be without ${name}`;
    const trouble = value === null ? null : field.rule.trouble(value);
    if (trouble !== null) return `has a wrong ${name}, which ${trouble}`;
  }
  return null;
}
