import { type CampaignType, keyFields } from '../campaign-fields.ts';
import { campaignSheetFields } from '../campaign/campaign-sheet-fields.ts';
import type { CustomFields } from '../custom-fields.ts';
import type { Rule } from '../field.ts';
import { dateFormat, type DescribedField } from './described-field.ts';
import { fieldLabel } from './field-label.ts';

interface DescribedCampaign {
  readonly type: CampaignType;
  readonly customFields: CustomFields;
  readonly keyCharactersMax: number;
}

/** The fields of a campaign's customers, in a template's order: its key, those of its type, and its own. */
export function describeCampaign({ type, ...own }: DescribedCampaign): DescribedField[] {
  return campaignSheetFields(type, own).map(({ name, rule, required, explanation, example }) => {
    const isKey = name === keyFields[type];
    const custom = Object.hasOwn(own.customFields, name);
    return {
      name,
      // As those called it who declared it.
      label: custom ? name : fieldLabel(name),
      kind: rule.kind,
      required,
      isKey,
      isUnique: isKey,
      readOnly: false,
      ...formOf(rule),
      description: explanation,
      example,
      aliases: [],
      custom,
    };
  });
}

function formOf(rule: Rule): Pick<DescribedField, 'choices' | 'format'> {
  if (rule.kind === 'choice') return { choices: rule.of };
  return rule.kind === 'date' ? { format: dateFormat } : {};
}
