import { type Static, Type } from 'typebox';
import type { JsonObject } from '../../engine/records.ts';
import { etagOf, versionOfIfMatch } from '../../http/etag.ts';
import { malformed } from '../../http/malformed.ts';
import type { Answer, Call, Route } from '../../http/route.ts';
import type { CustomerEdit, EditedCustomer } from '../../lists/edit-customer.ts';
import { listCustomerParams, listCustomerShape, presentListCustomer } from './list-customer-shape.ts';
import { mayReadCustomers } from './may-read-customers.ts';
import { refusal, success } from './wire.ts';

interface Deps {
  readonly editCustomer: (edit: CustomerEdit) => Promise<EditedCustomer>;
}

const body = Type.Object(
  {
    patch: Type.Object(
      {},
      {
        additionalProperties: true,
        description: 'A JSON Merge Patch: what it names is set, null clears, the rest stays.',
      },
    ),
    version: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: Number.MAX_SAFE_INTEGER,
        description:
          'The version that was read. Where a later change touched a field that the patch names, it is refused with 409; ' +
          'changes of other fields are merged.',
      }),
    ),
  },
  { additionalProperties: false, examples: [{ patch: { first_name: 'Asha' }, version: 1 }] },
);

const edited = Type.Object({
  ...listCustomerShape.properties,
  data: Type.Optional({ ...listCustomerShape.properties.data, description: 'With the scope customers:read alone.' }),
  outcome: Type.Enum(['updated', 'unchanged']),
  batchId: Type.String({ description: 'Takes it back: `POST /batches/{id}/undo`.' }),
});

/** `PATCH /lists/{id}/customers/{key}` */
export function changeListCustomer<Tx>({ editCustomer }: Deps): Route<Tx> {
  async function handle(call: Call): Promise<Answer> {
    const { organization, params, principal, reference, resumed } = call;
    const { patch, version } = call.body as Static<typeof body>;
    const ifMatch = versionOfIfMatch(call.headers['if-match']);
    if (version !== undefined && ifMatch !== null) throw malformed(['version: send it, or If-Match, not both']);
    const batchId = `batch_${reference}`;
    const mayRead = mayReadCustomers(principal);
    const { outcome, customer } = await editCustomer({
      organization,
      listId: params['id'] ?? '',
      key: params['key'] ?? '',
      patch: patch as JsonObject,
      version: version ?? ifMatch,
      conflict: ifMatch === null ? 'conflict' : 'precondition_failed',
      tellsChanges: mayRead,
      batchId,
      resumed,
      tokenId: principal.tokenId,
    });
    const { data, ...shown } = presentListCustomer(customer);
    const answer: Static<typeof edited> = { ...shown, ...(mayRead && { data }), outcome, batchId };
    return { status: 200, body: { success: true, data: answer }, headers: { etag: etagOf(customer.version) } };
  }
  return {
    method: 'PATCH',
    path: '/api/v1/lists/:id/customers/:key',
    operationId: 'changeListCustomer',
    summary: 'Changes one customer of a list',
    description:
      'Of a campaign as of a company, held to the rules and the brake of its list. It is a batch of one record: the change ' +
      'has its history, and can be undone. `If-Match` with an ETag is a `version` whose conflict is a 412. `data`, and who ' +
      'changed what since, are shown with the scope customers:read alone.',
    tag: 'Lists',
    scope: 'customers:write',
    actsBelow: true,
    params: listCustomerParams,
    body,
    answers: { 200: success(edited), 404: refusal, 409: refusal, 412: refusal, 413: refusal, 422: refusal },
    run: { kind: 'batch', handle },
  };
}
