import { type Static, Type } from 'typebox';
import { RequestError } from '../../errors/request-error.ts';
import type { Call, Route } from '../../http/route.ts';
import type { CustomerLists } from '../../lists/customer-lists.ts';
import { brakeOrNull, listDetailsShape, listParams, mappingOrNull, presentListDetails } from './list-shape.ts';
import { refusal, success } from './wire.ts';

interface Deps<Tx> {
  readonly lists: Pick<CustomerLists<Tx>, 'change'>;
}

const body = Type.Object(
  { maxAffected: Type.Optional(brakeOrNull), mapping: Type.Optional(mappingOrNull) },
  {
    additionalProperties: false,
    minProperties: 1,
    examples: [{ maxAffected: 5000 }, { maxAffected: null }, { mapping: null }],
  },
);

/** `PATCH /lists/{id}`: the brake, and how columns are matched. Whoever may only write customers cannot take the brake off. */
export function changeList<Tx>({ lists }: Deps<Tx>): Route<Tx> {
  async function handle({ organization, principal, params, body: received }: Call, tx: Tx) {
    const { maxAffected, mapping } = received as Static<typeof body>;
    if (maxAffected !== undefined && !principal.scopes.has('admin'))
      throw new RequestError('forbidden', brakeIsForAdmins);
    const list = await lists.change(tx, organization, {
      publicId: params['id'] ?? '',
      maxAffected,
      mapping: mapping && Object.entries(mapping),
    });
    return { status: 200, body: { success: true, data: presentListDetails(list) } };
  }
  return {
    method: 'PATCH',
    path: '/api/v1/lists/:id',
    operationId: 'changeList',
    summary: 'Sets the brake of a customer list, and how the columns of its files are matched',
    description:
      '`maxAffected` needs the scope `admin`: from then on no batch updates more records of this list; it is refused with ' +
      '422 and nothing is written. A request may ask for a lower limit, not for a higher one. It holds for updates, by JSON ' +
      'and by file; additions, removals and undos pass. `mapping` is what the next upload is matched by.',
    tag: 'Lists',
    scope: 'customers:write',
    actsBelow: true,
    params: listParams,
    body,
    answers: { 200: success(listDetailsShape), 404: refusal },
    run: { kind: 'transaction', handle },
  };
}

const brakeIsForAdmins = 'maxAffected, the brake of a list, is set by somebody with the scope admin.';
