import { cellOf } from '../sheet/cell-of.ts';
import { ColumnReader } from '../sheet/column-reader.ts';
import { matchHeader } from '../sheet/match-header.ts';
import { TableReader } from '../sheet/table-reader.ts';
import { Misfit, type Values } from '../sheet/values.ts';
import type { ListSheets, MatchedColumn, ReadOptions, SheetFields } from '../sheet-fields.ts';
import {
  companyFields,
  customerIdField,
  customerNames,
  outstandingAmountField,
  type SheetField,
} from './company-fields.ts';
import { ContactReader } from './contact-reader.ts';
import { contactSheetFields } from './contact-fields.ts';
import { contactsField, contactsOf, readContactRecord } from './contact-record.ts';
import { settleContact } from './settle-contact.ts';
import { templateColumns } from './template-columns.ts';

interface CompanySheetsOptions {
  /** Makes the id of a contact that is added. */
  readonly newContactId: () => string;
}

/** The customers' field that holds their contacts. */
export const companyContactsField = contactsField;

/** What the sheets of a company hold: its customers, and their contacts. */
export function companySheets({ newContactId }: CompanySheetsOptions): ListSheets {
  return {
    customers,
    contacts: contactsTable(newContactId),
    references: [
      { field: 'uniqueRefNo', unique: true },
      { field: 'accountNumber', unique: false },
    ],
    amountField: outstandingAmountField,
    keyField: customerIdField,
    contactsOf,
    givenKeyField: customerIdField,
  };
}

const required = companyFields.filter((field) => field.required).map(({ name }) => name);
const fieldNames = new Set(companyFields.map(({ name }) => name));
const contactFieldNames = new Set(contactSheetFields.map(({ name }) => name));
/** Of each field, how a value of it stands in a cell. */
function cellsOf(fields: readonly SheetField[]): SheetFields['cell'] {
  const rules = new Map(fields.map(({ name, rule }) => [name, rule]));
  return (field, value) => {
    const rule = rules.get(field);
    return rule === undefined ? null : cellOf(value, rule);
  };
}

const noField = () => ({ field: null, why: null });

const customers: SheetFields = {
  columns: templateColumns(companyFields),
  match(header, mapping, operation) {
    const keys = operation === 'update' ? customerNames : [];
    return matchHeader(header, mapping, {
      fields: companyFields,
      unknown: noField,
      isField: (name) => fieldNames.has(name),
      keys,
    });
  },
  rows(columns, { emptyCells, operation, cutColumns, file }) {
    const isNew = operation === 'add';
    return new TableReader({
      columns: columnReaders(columns, { emptyCells, isNew }),
      cutColumns,
      file,
      keys: isNew ? [] : customerNames,
      required: isNew ? required : [],
    });
  },
  settle: () => undefined,
  hasField: (name) => fieldNames.has(name),
  cell: cellsOf(companyFields),
};

/** The key of a new customer is given by the service. */
const noKey: Values = { read: () => new Misfit('must be empty, because the service gives a new customer its id') };

function columnReaders(
  columns: readonly MatchedColumn[],
  { emptyCells, isNew }: { readonly emptyCells: ReadOptions['emptyCells']; readonly isNew: boolean },
): (ColumnReader | null)[] {
  return columns.map(({ header, field: name }) => {
    const field = companyFields.find((known) => known.name === name);
    if (field === undefined) return null;
    const isKey = field.name === customerIdField;
    return new ColumnReader({
      header,
      field: field.name,
      required: field.required || isKey,
      emptyCells: isKey ? 'ignore' : emptyCells,
      values: isKey && isNew ? noKey : field.rule,
    });
  });
}

function contactsTable(newContactId: () => string): SheetFields {
  return {
    columns: templateColumns(contactSheetFields),
    match(header, mapping) {
      return matchHeader(header, mapping, {
        fields: contactSheetFields,
        unknown: noField,
        isField: (name) => contactFieldNames.has(name),
        keys: customerNames,
      });
    },
    rows: (columns, options) => new ContactReader(columns, { ...options, newContactId }),
    hasField: (name) => contactFieldNames.has(name),
    cell: cellsOf(contactSheetFields),
    settle(patch) {
      const record = readContactRecord(patch);
      return record === null ? undefined : settleContact(record);
    },
  };
}
