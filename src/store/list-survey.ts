import type { SheetSurvey } from '../lists/list-template.ts';
import type { Reader } from './database.ts';

interface ListId {
  readonly organizationId: number;
  readonly listId: number;
}

/** Customers that one statement looks through. */
const stepCustomers = 5_000;

interface Survey {
  /** null: the fields' names are looked for. */
  readonly contactsField: string | null;
  /** Different names; who finds more looks no further. */
  readonly namesMax: number;
}

/**
 * Looks through a list's customers before a sheet is made of them, a range of keys at a time: their fields' names where
 * nobody declared them all (customers may have millions between them), or how many contacts they have.
 */
export async function surveyList(
  reader: Reader,
  { organizationId, listId }: ListId,
  { contactsField, namesMax }: Survey,
): Promise<SheetSurvey> {
  const names = new Set<string>();
  let customers = 0;
  let contacts = 0;
  for (let after: string | null = ''; after !== null;) {
    const values = [organizationId, listId, after, stepCustomers, contactsField ?? namesMax + 1];
    const step: Step = await readStep(reader, contactsField === null ? namesStep : contactsStep, values);
    customers += step.customers;
    contacts += step.contacts;
    for (const name of step.names ?? []) names.add(name);
    after = step.customers === stepCustomers && names.size <= namesMax ? step.last : null;
  }
  return { customers, contacts, names: [...names] };
}

interface Step {
  readonly customers: number;
  readonly last: string | null;
  readonly names: readonly string[] | null;
  readonly contacts: number;
}

async function readStep(reader: Reader, text: string, values: readonly unknown[]): Promise<Step> {
  const { rows } = await reader.query<Step>(text, values);
  const [step] = rows;
  if (step === undefined) throw new Error('select without from gave no row');
  return step;
}

const page = `select key, data from customers
  where organization_id = $1 and list_id = $2 and key > $3 and status = 'active' order by key limit $4`;

/** `max` of a collation by bytes, as the keys are ordered. */
const namesStep = `with page as materialized (${page})
  select (select count(*) from page) as customers, (select max(key) from page) as last,
    (select array_agg(name) from (select distinct name from page, jsonb_object_keys(data) name limit $5) found) as names,
    0 as contacts`;

const contactsStep = `with page as materialized (${page})
  select (select count(*) from page) as customers, (select max(key) from page) as last, null as names,
    (select count(*) from page, jsonb_object_keys(case when jsonb_typeof(data -> $5) = 'object' then data -> $5 else '{}' end))
      as contacts`;
