/** What a company's customers look like, as the company door's contract says. */
import { phoneRule } from '../sheet/phone-rule.ts';
import { amountRule } from './amount-rule.ts';
import { branchCodesRule } from './branch-codes-rule.ts';
import { contactNumberAliases, emailAliases } from './contact-aliases.ts';
import { type FieldRule, freeTextRule } from '../sheet/field-rule.ts';
import { stateRule } from './state-rule.ts';
import {
  accountNumberRule,
  customerIdRule,
  emailRule,
  ifscRule,
  panOrGstinRule,
  pinCodeRule,
  uniqueRefNoRule,
} from './text-rules.ts';

export interface SheetField {
  readonly name: string;
  /** Other headers that mean it, as Indian lenders' sheets have them. Case, spaces and `_ - . /` do not count. */
  readonly aliases: readonly string[];
  /** The rule in words, for templates and documents. */
  readonly explanation: string;
  readonly example: string;
  /** True: a new customer must have it, and it cannot be cleared. */
  readonly required: boolean;
  readonly rule: FieldRule;
}

/** The field that holds the key of a company's customer. */
export const customerIdField = 'customerId';
/** Fields by which a row names its customer, in the order in which they are looked at. */
export const customerNames = [customerIdField, 'uniqueRefNo', 'accountNumber'] as const;
export const outstandingAmountField = 'outstandingAmount';

/** In the order of a template's columns. */
export const companyFields: readonly SheetField[] = [
  {
    name: customerIdField,
    aliases: ['Cust ID', 'KC ID', 'Customer Identifier'],
    explanation: 'KC and 14 capital letters or digits, given by the service. Names the customer',
    example: 'KC0123456789ABCD',
    required: false,
    rule: customerIdRule,
  },
  {
    name: 'uniqueRefNo',
    aliases: [
      'Unique Ref',
      'Unique Ref Number',
      'Unique Ref ID',
      'Unique Reference',
      'Unique Reference No',
      'Unique Reference Number',
      'Unique Reference ID',
      'Unique No',
      'Unique ID',
      'URN',
      'Reference',
      'Reference No',
      'Reference Number',
      'Reference ID',
      'Ref No',
      'Ref Number',
      'Ref ID',
      'Customer Reference',
      'Customer Reference No',
      'Customer Ref No',
      'External ID',
    ],
    explanation:
      '1 to 64 characters, unique in the company. Names the customer where customerId is empty or has no column',
    example: 'REF-2026-00042',
    required: false,
    rule: uniqueRefNoRule,
  },
  {
    name: 'accountNumber',
    aliases: [
      'Account',
      'Account No',
      'Account ID',
      'Acc No',
      'Acc Number',
      'Acct No',
      'Acct Number',
      'A/C',
      'A/C No',
      'A/C Number',
      'Bank Account',
      'Bank Account No',
      'Bank Account Number',
      'Bank A/C No',
      'Loan Account',
      'Loan Account No',
      'Loan Account Number',
      'Loan A/C No',
      'Loan No',
      'Loan Number',
      'LAN',
    ],
    explanation:
      '9 to 36 letters and digits. Names the customer where customerId and uniqueRefNo are empty or have no column',
    example: '001234567890',
    required: false,
    rule: accountNumberRule,
  },
  {
    name: 'legalName',
    aliases: [
      'Name',
      'Full Name',
      'Customer',
      'Customer Name',
      'Name of Customer',
      'Client Name',
      'Party Name',
      'Borrower',
      'Borrower Name',
      'Name of Borrower',
      'Applicant Name',
      'Name as per PAN',
      'Company Name',
      'Business Name',
      'Firm Name',
      'Registered Name',
      'Legal Entity Name',
    ],
    explanation: '1 to 255 characters. Needed for a new customer; cannot be cleared',
    example: 'Asha Textiles Private Limited',
    required: true,
    rule: freeTextRule(255),
  },
  {
    name: 'panOrGstin',
    aliases: [
      'PAN',
      'PAN No',
      'PAN Number',
      'PAN Card',
      'PAN Card No',
      'PAN Card Number',
      'Permanent Account Number',
      'GSTIN',
      'GSTIN No',
      'GSTIN Number',
      'GST',
      'GST No',
      'GST Number',
      'PAN/GSTIN',
      'GSTIN/PAN',
      'PAN/GST',
      'PAN/GST No',
      'PAN or GST',
    ],
    explanation:
      'A PAN (5 letters, 4 digits, a letter) or a GSTIN (15 characters with a right check character); small letters are put in capitals',
    example: 'ABCDE1234F',
    required: false,
    rule: panOrGstinRule,
  },
  {
    name: 'contactNumber',
    aliases: ['Contact', 'Contact No', ...contactNumberAliases],
    explanation: '10 digits, or + or 00, a country code and 10 digits; one space or hyphen may follow the code',
    example: '+91 9876543210',
    required: false,
    rule: phoneRule,
  },
  {
    name: 'email',
    aliases: ['Mail', ...emailAliases],
    explanation: 'An e-mail address',
    example: 'accounts@asha-textiles.example',
    required: false,
    rule: emailRule,
  },
  {
    name: 'ifsc',
    aliases: ['IFSC Code', 'IFSC No', 'IFS Code', 'Bank IFSC', 'Bank IFSC Code', 'Branch IFSC', 'Branch IFSC Code'],
    explanation: '4 letters, a zero, and 6 letters or digits; small letters are put in capitals',
    example: 'HDFC0001234',
    required: false,
    rule: ifscRule,
  },
  {
    name: 'address',
    aliases: [
      'Full Address',
      'Complete Address',
      'Customer Address',
      'Postal Address',
      'Mailing Address',
      'Street Address',
      'Residential Address',
      'Office Address',
      'Business Address',
      'Registered Address',
      'Current Address',
      'Permanent Address',
      'Communication Address',
      'Correspondence Address',
    ],
    explanation: '1 to 1,000 characters',
    example: '12 MG Road, Pune',
    required: false,
    rule: freeTextRule(1000),
  },
  {
    name: 'state',
    aliases: ['State Name', 'State Code', 'State/UT', 'State or UT', 'Customer State', 'GST State', 'GST State Code'],
    explanation:
      "One of India's states or union territories, by name, two-letter code or GST code (Maharashtra, MH, 27); stored as its name",
    example: 'Maharashtra',
    required: false,
    rule: stateRule,
  },
  {
    name: 'pinCode',
    aliases: ['PIN', 'PIN No', 'PIN Number', 'Area PIN', 'Postal Code', 'Post Code', 'ZIP', 'ZIP Code'],
    explanation: '6 digits, the first not 0',
    example: '411001',
    required: false,
    rule: pinCodeRule,
  },
  {
    name: 'assignedAgent',
    aliases: [
      'Agent',
      'Agent Name',
      'Assigned Agent Name',
      'Assigned To',
      'Collection Agent',
      'Recovery Agent',
      'Collection Executive',
      'Collector',
      'Field Agent',
      'Field Executive',
      'FOS',
      'FOS Name',
      'Relationship Manager',
      'RM',
      'RM Name',
    ],
    explanation: '1 to 255 characters',
    example: 'R. Deshmukh',
    required: false,
    rule: freeTextRule(255),
  },
  {
    name: 'branchCodes',
    aliases: ['Branch', 'Branches', 'Branch Code', 'Branch No', 'Branch ID', 'Branch IDs'],
    explanation: 'Codes of 1 to 64 characters, separated by ; or |',
    example: 'PN01;PN02',
    required: false,
    rule: branchCodesRule,
  },
  {
    name: outstandingAmountField,
    aliases: [
      'Outstanding',
      'Outstanding Amt',
      'Outstanding Balance',
      'Outstanding Amount (INR)',
      'Outstanding Amount (Rs)',
      'Outstanding Amount (₹)',
      'Current Outstanding',
      'Total Outstanding',
      'Total Outstanding Amount',
      'Amount Outstanding',
      'Balance Outstanding',
      'O/S',
      'O/S Amount',
      'O/S Amt',
      'O/S Balance',
      'Balance',
      'Balance Amount',
      'Amount Due',
      'Due Amount',
      'Total Due',
      'Total Dues',
    ],
    explanation:
      'A number of at most 2 decimal places and 15 digits. Groups may be western (123,456.78) or Indian (1,23,456.78); a decimal comma is refused',
    example: '123456.78',
    required: false,
    rule: amountRule,
  },
];
