import type { CompiledFields } from '../engine/fields.ts';
import { type CampaignType, fieldsOfType, keyFields } from './campaign-fields.ts';
import { compileFields } from './compile-fields.ts';
import { customFieldRules, type CustomFields } from './custom-fields.ts';
import type { FieldLimits } from './field.ts';

interface CampaignFieldsOptions {
  readonly type: CampaignType;
  readonly customFields: CustomFields;
  readonly limits: FieldLimits;
}

/** Compiles what a campaign's customers look like: the fields of its type, and its custom fields that have a type. */
export function compileCampaignFields({ type, customFields, limits }: CampaignFieldsOptions): CompiledFields {
  const custom = Object.entries(customFields).map(([name, customType]) => ({
    name,
    rule: customFieldRules[customType],
    required: false,
  }));
  // The built-in ones last: no custom field can loosen one of them.
  return compileFields({ keyField: keyFields[type], fields: [...custom, ...fieldsOfType(type)], limits });
}
