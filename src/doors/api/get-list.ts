import type { Route } from '../../http/route.ts';
import type { CustomerLists } from '../../lists/customer-lists.ts';
import { listDetailsShape, listParams, presentListDetails } from './list-shape.ts';
import { refusal, success } from './wire.ts';

interface Deps<Tx> {
  readonly lists: Pick<CustomerLists<Tx>, 'getList'>;
}

/** `GET /lists/{id}` */
export function getList<Tx>({ lists }: Deps<Tx>): Route<Tx> {
  return {
    method: 'GET',
    path: '/api/v1/lists/:id',
    operationId: 'getList',
    summary: 'Reads one customer list',
    description:
      "`camp_…`, or the organization's own code: its list as a company is there, if only as an empty one. `fields` is what its customers are held to.",
    tag: 'Lists',
    scope: 'customers:read',
    actsBelow: true,
    params: listParams,
    answers: { 200: success(listDetailsShape), 404: refusal },
    run: {
      kind: 'read',
      async handle({ organization, params }) {
        const list = await lists.getList(organization, params['id'] ?? '');
        return { status: 200, body: { success: true, data: presentListDetails(list) } };
      },
    },
  };
}
