/** What a key contact of a company's customer looks like: the second table, `Contacts`. */
import { readBoolean } from '../sheet/number-text.ts';
import { companyFields, customerNames, type SheetField } from './company-fields.ts';
import { contactNumberAliases, emailAliases } from './contact-aliases.ts';
import { type FieldRule, freeTextRule } from '../sheet/field-rule.ts';
import { phoneRule } from '../sheet/phone-rule.ts';
import { emailRule } from './text-rules.ts';

export const contactIdField = 'keyContactPersonId';
export const deletedField = 'deleted';
export const mobileField = 'mobile';

const flagRule: FieldRule = {
  trouble: (value) => (typeof value === 'boolean' ? null : 'must be true or false'),
  canonical: () => null,
  read: readBoolean,
};

/** What is stored of a contact. */
export const contactFields: readonly SheetField[] = [
  {
    name: 'name',
    aliases: [
      'Contact',
      'Contact Name',
      'Contact Person',
      'Contact Person Name',
      'Person',
      'Person Name',
      'Full Name',
      'Key Contact',
      'Key Contact Name',
    ],
    explanation: '1 to 255 characters. Needed for a new contact; cannot be cleared',
    example: 'Meera Joshi',
    required: true,
    rule: freeTextRule(255),
  },
  {
    name: mobileField,
    aliases: ['Contact No', 'Contact Number', ...contactNumberAliases.filter((alias) => alias !== 'Mobile')],
    explanation:
      '10 digits, or + or 00, a country code and 10 digits. Names the contact where keyContactPersonId is empty or has no column. Needed for a new contact; cannot be cleared',
    example: '+91 9876543210',
    required: true,
    rule: phoneRule,
  },
  {
    name: 'email',
    aliases: emailAliases,
    explanation: 'An e-mail address',
    example: 'meera.joshi@asha-textiles.example',
    required: false,
    rule: emailRule,
  },
  {
    name: 'legalName',
    aliases: ['Company Name', 'Business Name', 'Firm Name', 'Registered Name', 'Legal Entity Name'],
    explanation: '1 to 255 characters',
    example: 'Asha Textiles Private Limited',
    required: false,
    rule: freeTextRule(255),
  },
  {
    name: 'mail_enabled',
    aliases: ['Email Enabled', 'Send Mail', 'Send Email'],
    explanation: 'TRUE or FALSE (yes and no, y and n, 1 and 0 are read too)',
    example: 'TRUE',
    required: false,
    rule: flagRule,
  },
  {
    name: 'sms_enabled',
    aliases: ['SMS', 'Send SMS'],
    explanation: 'TRUE or FALSE',
    example: 'TRUE',
    required: false,
    rule: flagRule,
  },
  {
    name: 'whatsapp_enabled',
    aliases: ['WhatsApp', 'Send WhatsApp', 'WA Enabled'],
    explanation: 'TRUE or FALSE',
    example: 'FALSE',
    required: false,
    rule: flagRule,
  },
];

/** Columns of the sheet that are not stored of a contact: who is meant, and what is to be done. */
export const contactSheetFields: readonly SheetField[] = [
  ...companyFields.filter(({ name }) => customerNames.some((key) => key === name)),
  ...contactFields,
  {
    name: deletedField,
    aliases: ['Delete', 'Is Deleted', 'Remove', 'Removed'],
    explanation: 'TRUE removes the contact',
    example: 'FALSE',
    required: false,
    rule: flagRule,
  },
  {
    name: contactIdField,
    aliases: ['Contact ID', 'Contact Person ID', 'Key Contact ID', 'Person ID'],
    explanation: '1 to 64 characters, given by the service. Names the contact',
    example: 'KP0123456789ABCD',
    required: false,
    rule: freeTextRule(64),
  },
];
