import { type Static, Type } from 'typebox';
import type { Call, Route } from '../../http/route.ts';
import type { CustomerLists } from '../../lists/customer-lists.ts';
import { brakeOrNull, listParams, listShape, presentList } from './list-shape.ts';
import { refusal, success } from './wire.ts';

interface Deps<Tx> {
  readonly lists: Pick<CustomerLists<Tx>, 'setBrake'>;
}

const body = Type.Object(
  { maxAffected: brakeOrNull },
  { additionalProperties: false, examples: [{ maxAffected: 5000 }, { maxAffected: null }] },
);

/** `PATCH /lists/{id}`: the brake. Whoever may only write customers cannot take it off. */
export function changeList<Tx>({ lists }: Deps<Tx>): Route<Tx> {
  async function handle({ organization, params, body: received }: Call, tx: Tx) {
    const { maxAffected } = received as Static<typeof body>;
    const list = await lists.setBrake(tx, organization, { publicId: params['id'] ?? '', maxAffected });
    return { status: 200, body: { success: true, data: presentList(list) } };
  }
  return {
    method: 'PATCH',
    path: '/api/v1/lists/:id',
    operationId: 'changeList',
    summary: 'Sets the brake of a customer list, or takes it off',
    description:
      'From then on no batch updates more records of this list than `maxAffected`: it is refused with 422 and nothing is ' +
      'written. A request may ask for a lower limit, not for a higher one. It holds for updates, by JSON and by file; ' +
      'additions, removals and undos pass.',
    tag: 'Lists',
    scope: 'admin',
    actsBelow: true,
    params: listParams,
    body,
    answers: { 200: success(listShape), 404: refusal },
    run: { kind: 'transaction', handle },
  };
}
