/** The contract's rules once more, as plainly as they can be written; slow, and only the fields at fault. */
import type { Json, JsonObject } from '../../src/engine/records.ts';
import type { CampaignType } from '../../src/fields/campaign-fields.ts';

const onLoans = ['loan_amount', 'emi_amount', 'loan_period', 'current_emi', 'emi_due_date', 'payment_status'];
const names = ['first_name', 'last_name', 'phone_number'];

export function requiredOn(type: CampaignType): string[] {
  return type === 'lead' ? [...names, 'lead_date'] : [...names, ...onLoans];
}

/** The names of the fields of a patch that are at fault. */
export function faultyFields(patch: JsonObject, key: string, type: CampaignType): string[] {
  const keyField = type === 'lead' ? 'lead_id' : 'loan_id';
  return Object.keys(patch).filter((name) => {
    const value = patch[name] as Json;
    if (name === keyField) return value !== key;
    if (value === null && requiredOn(type).includes(name)) return true;
    if (value === null && Object.hasOwn(rules, name)) return false;
    const isName =
      name.length > 0 && Array.from(name).length <= 64 && !/^(__proto__|constructor|prototype)$/.test(name);
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
    return !isName || !isStorable(name) || !isStorable(value) || depth(value) > 16 || (rule && !rule(value));
  });
}

const rules: Record<string, (value: Json) => boolean> = {
  first_name: (v) => typeof v === 'string' && v !== '' && Array.from(v).length <= 255,
  last_name: (v) => typeof v === 'string' && v !== '' && Array.from(v).length <= 255,
  phone_number: (v) => typeof v === 'string' && /^((\+|00)([1-9]\d{0,2})[ -]?)?(\d{10})$/.test(v),
  loan_amount: (v) => typeof v === 'number' && v >= 0,
  emi_amount: (v) => typeof v === 'number' && v >= 0,
  loan_period: (v) => Number.isInteger(v) && Number(v) >= 0,
  current_emi: (v) => Number.isInteger(v) && Number(v) >= 0,
  emi_due_date: isDate,
  lead_date: isDate,
  payment_status: (v) => ['bounced', 'pending', 'partial', 'paid', 'received'].includes(v as string),
};

function isDate(value: Json): boolean {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(value) || value.startsWith('0000')) return false;
  const date = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 10) === value;
}

function isStorable(value: Json): boolean {
  const text = JSON.stringify(value);
  // Written as JSON, half a character and NUL are escapes, unless the backslash is itself escaped.
  if (/(^|[^\\])(\\\\)*\\u(0000|d[89a-f])/.test(text)) return false;
  let fine = true;
  JSON.parse(
    JSON.stringify({ value }, (name: string, v: unknown) => {
      if (name === '__proto__') fine = false;
      if (typeof v === 'number' && !(Math.abs(v) <= Number.MAX_SAFE_INTEGER)) fine = false;
      return v;
    }),
  );
  return fine;
}

function depth(value: Json): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depth));
}
