/** Which fields a customer is searched by, besides his key. Nothing else is: custom fields of other names are not. */

/** What a field is for whoever searches. */
export type SearchKind = 'reference' | 'name' | 'phone' | 'email';

export interface SearchField {
  readonly is: SearchKind;
  /** Read as one text, with a blank between them. */
  readonly fields: readonly string[];
  /** Begins its terms, so it is no other's, and never another one: terms are stored. A capital: of numbers abroad. */
  readonly letter: string;
  /** Lists on which it is searched. Terms are kept on all: which fields there are does not depend on a list. */
  readonly on: readonly ('campaign' | 'company')[];
}

/** In the order in which what they find is shown. */
export const searchFields: readonly SearchField[] = [
  { is: 'reference', fields: ['uniqueRefNo'], letter: 'u', on: ['company'] },
  { is: 'reference', fields: ['accountNumber'], letter: 'a', on: ['company'] },
  { is: 'name', fields: ['first_name', 'last_name'], letter: 'n', on: ['campaign'] },
  { is: 'name', fields: ['legalName'], letter: 'l', on: ['company'] },
  { is: 'phone', fields: ['phone_number'], letter: 'p', on: ['campaign'] },
  { is: 'phone', fields: ['contactNumber'], letter: 'c', on: ['company'] },
  // Of a campaign a custom field: the one name that means nothing else.
  { is: 'email', fields: ['email'], letter: 'e', on: ['campaign', 'company'] },
];

/** Of a key that its own index does not find in any case (`isFoundByIndex`), and of a removed customer. */
export const keyLetter = 'k';
export const removedLetter = 'x';
