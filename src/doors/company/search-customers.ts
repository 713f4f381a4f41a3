import { type Static, Type } from 'typebox';
import type { Json } from '../../engine/records.ts';
import { RequestError } from '../../errors/request-error.ts';
import { malformed } from '../../http/malformed.ts';
import type { Answer, Call, Route } from '../../http/route.ts';
import { searchOrders } from '../../lists/customer-search.ts';
import { customerShape, showCustomer } from './customer-shape.ts';
import type { CustomerDeps } from './deps.ts';
import { answer, envelope } from './envelope.ts';
import { refusals } from './errors.ts';

const limitMax = 5_000;

const query = Type.Object(
  {
    direction: Type.Optional(Type.Enum(['asc', 'desc'], { default: 'asc' })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: limitMax, default: 50 })),
    offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000_000, default: 0 })),
    orderBy: Type.Optional(Type.Enum([...searchOrders], { default: 'customerId' })),
  },
  { additionalProperties: false },
);

export interface SearchDeps extends Pick<CustomerDeps, 'companies' | 'search'> {
  /** Every field of a company's customers that may be searched for, and how its value is stored. */
  readonly searchable: ReadonlyMap<string, 'text' | 'number' | 'texts'>;
  /** Those that have an index. */
  readonly references: readonly string[];
}

/** `POST /api/v0/customer/search`: customers by exact values. */
export function searchCustomers<Tx>(deps: SearchDeps): Route<Tx> {
  return {
    method: 'POST',
    path: '/api/v0/customer/search',
    operationId: 'searchCompanyCustomers',
    summary: 'Search customers by exact values',
    description:
      'The body names fields and the values that customers must have, all of them; of `branchCodes` one that is among ' +
      'them. `customerId`, `uniqueRefNo` and `accountNumber` are found at once; other fields are looked for in the whole ' +
      'list, for a few seconds at most.',
    tag: 'Company customers',
    scope: 'customers:read',
    actsBelow: 'companyId',
    query,
    body: Type.Object({}, { additionalProperties: true, examples: [{ state: 'Karnataka', status: 'active' }] }),
    bodyCheck: 'lenient',
    answers: {
      200: envelope(Type.Object({ customers: Type.Array(customerShape), total_count: Type.Integer() })),
      ...refusals(413, 415, 422),
    },
    run: { kind: 'read', handle: async (call) => search(call, deps) },
  };
}

async function search(call: Call, deps: SearchDeps): Promise<Answer> {
  const { direction = 'asc', limit = 50, offset = 0, orderBy = 'customerId' } = call.query as Static<typeof query>;
  const asked = readAsked(call.body as Record<string, Json>, deps);
  const company = await deps.companies.forReading(call.organization);
  const found = company
    ? await deps.search.search({ ...company.list, ...asked, direction, limit, offset, orderBy })
    : { customers: [], total: 0 };
  if (found === null) {
    throw new RequestError(
      'unprocessable',
      'The search took too long: name customerId, uniqueRefNo or accountNumber, or more fields.',
    );
  }
  const payload = { customers: found.customers.map(showCustomer), total_count: found.total };
  return answer({ status: 200, payload, message: `Found ${found.total} customers.` });
}

interface Asked {
  readonly key: string | null;
  readonly references: (readonly [string, string])[];
  readonly fields: (readonly [string, Json])[];
  readonly absent: string[];
}

function readAsked(body: Record<string, Json>, { searchable, references }: SearchDeps): Asked {
  const faults: string[] = [];
  const asked: Asked & { key: string | null } = { key: null, references: [], fields: [], absent: [] };
  for (const [field, value] of Object.entries(body)) {
    const kind = searchable.get(field);
    const wanted = kind === 'number' ? 'number' : 'string';
    if (kind === undefined) faults.push(`unknown field ${field}`);
    else if (typeof value !== wanted) faults.push(`${field} must be a ${wanted}`);
    else if (typeof value !== 'string') asked.fields.push([field, value]);
    else if (field === 'customerId') asked.key = value;
    else if (field === 'status') readStatus(value, { asked, faults });
    else if (references.includes(field)) asked.references.push([field, value]);
    else asked.fields.push([field, kind === 'texts' ? [value] : value]);
  }
  if (faults.length > 0) throw malformed(faults);
  return asked;
}

/** An active customer has no status. */
function readStatus(value: string, { asked, faults }: { asked: Asked; faults: string[] }): void {
  if (value === 'active') asked.absent.push('status');
  else if (value === 'deactivated') asked.fields.push(['status', value]);
  else faults.push('status must be active or deactivated');
}
