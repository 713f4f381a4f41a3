import { type CampaignType, campaignFields, keyFields } from '../campaign-fields.ts';
import { customFieldRules, type CustomFields } from '../custom-fields.ts';
import type { FieldLimits } from '../field.ts';
import { fieldNameFault } from '../field-name.ts';
import { cellOf } from '../sheet/cell-of.ts';
import { ColumnReader } from '../sheet/column-reader.ts';
import { withoutDates } from '../sheet/made-a-date.ts';
import { matchHeader } from '../sheet/match-header.ts';
import { readBoolean, readNumber } from '../sheet/number-text.ts';
import { TableReader } from '../sheet/table-reader.ts';
import type { Values } from '../sheet/values.ts';
import type {
  HeaderMatch,
  ListSheets,
  Mapping,
  MatchedColumn,
  ReadOptions,
  RowReader,
  SheetFields,
} from '../sheet-fields.ts';
import type { Json, JsonObject, Settle } from '../../engine/records.ts';
import type { Cell } from '../cell.ts';
import { type CampaignSheetField, campaignSheetFields } from './campaign-sheet-fields.ts';
import { campaignValues } from './campaign-values.ts';
import { settleCustom } from './settle-custom.ts';

interface CampaignSheetsOptions {
  readonly type: CampaignType;
  readonly customFields: CustomFields;
  readonly limits: Pick<FieldLimits, 'fieldNameCharactersMax'> & { readonly keyCharactersMax: number };
}

/** What a campaign's sheets hold: the key and field names as headers; any other header is a custom field. */
export function campaignSheets(options: CampaignSheetsOptions): ListSheets {
  return {
    customers: new CampaignTable(options),
    contacts: null,
    references: [],
    amountField: null,
    keyField: keyFields[options.type],
    contactsOf: () => [],
    givenKeyField: null,
  };
}

class CampaignTable implements SheetFields {
  readonly columns: SheetFields['columns'];
  readonly #key: string;
  readonly #fields: ReadonlyMap<string, CampaignSheetField>;
  readonly #nameCharactersMax: number;
  /** Of the fields that were written to cells: a million cells ask for them. */
  readonly #written = new Map<string, Values>();

  constructor({ type, customFields, limits }: CampaignSheetsOptions) {
    const { keyCharactersMax, fieldNameCharactersMax } = limits;
    const fields = campaignSheetFields(type, { customFields, keyCharactersMax });
    this.#key = keyFields[type];
    this.#fields = new Map(fields.map((field) => [field.name, field]));
    this.#nameCharactersMax = fieldNameCharactersMax;
    this.columns = fields.filter(isOfTemplate(type)).map(({ name, explanation, example }) => ({
      header: name,
      field: name,
      explanation,
      example,
    }));
  }

  match(header: readonly Cell[], mapping: Mapping | null): HeaderMatch {
    return matchHeader(header, mapping, {
      fields: [...this.#fields.keys()].map((name) => ({ name, aliases: [] })),
      unknown: (name) => this.#customField(name),
      isField: (name) => this.hasField(name),
      keys: [this.#key],
    });
  }

  rows(columns: readonly MatchedColumn[], { emptyCells, operation, cutColumns, file }: ReadOptions): RowReader {
    const required = [...this.#fields.values()].filter((field) => field.required && field.name !== this.#key);
    return new TableReader({
      columns: columns.map((column) => this.#columnReader(column, emptyCells)),
      cutColumns,
      file,
      keys: [this.#key],
      required: operation === 'add' ? required.map(({ name }) => name) : [],
    });
  }

  settle(patch: JsonObject): Settle | undefined {
    const names = Object.keys(patch).filter((name) => !this.#fields.has(name) && typeof patch[name] === 'string');
    return names.length === 0 ? undefined : settleCustom(patch, names);
  }

  hasField(name: string): boolean {
    return this.#fields.has(name) || this.#customField(name).field !== null;
  }

  /** What nobody declared is read as what the customer has by now (`settleCustom`). */
  cell(name: string, value: Json | undefined): string | null {
    const field = this.#fields.get(name);
    if (field) return cellOf(value, this.#writtenAs(field));
    if (typeof value === 'number') return cellOf(value, { read: readNumber });
    return cellOf(value, typeof value === 'boolean' ? { read: readBoolean } : undeclared);
  }

  #writtenAs(field: CampaignSheetField): Values {
    const values = this.#written.get(field.name) ?? valuesOf(field, this.#key);
    this.#written.set(field.name, values);
    return values;
  }

  /** A header that is no known field's is a custom field that nobody declared, if fields may have such a name. */
  #customField(name: string): { field: string | null; why: string | null } {
    const fault = fieldNameFault(name, this.#nameCharactersMax);
    return fault === null ? { field: name, why: null } : { field: null, why: fault };
  }

  #columnReader({ header, field: name }: MatchedColumn, emptyCells: ReadOptions['emptyCells']): ColumnReader | null {
    if (name === null) return null;
    const field = this.#fields.get(name);
    return new ColumnReader({
      header,
      field: name,
      required: field?.required ?? false,
      emptyCells: name === this.#key ? 'ignore' : emptyCells,
      values: field ? valuesOf(field, this.#key) : undeclared,
    });
  }
}

const undeclared = campaignValues(customFieldRules.text);

/** Of a column of its own: dates are read by what the others of their column say. */
function valuesOf({ name, rule }: CampaignSheetField, key: string): Values {
  const values = campaignValues(rule);
  return name === key ? withoutDates(values) : values;
}

/** A field that only customers of other types must have may stand in a sheet, but a template does not ask for it. */
function isOfTemplate(type: CampaignType): (field: CampaignSheetField) => boolean {
  const others = new Set(
    campaignFields
      .filter(({ requiredOn }) => requiredOn.length > 0 && !requiredOn.includes(type))
      .map(({ name }) => name),
  );
  return ({ name }) => !others.has(name);
}
