import type { Call, Route } from '../../http/route.ts';
import type { CustomerLists } from '../../lists/customer-lists.ts';
import { refuseCursor } from './batch-shape.ts';
import { listShape, presentList } from './list-shape.ts';
import { pageOf, pageQuery, successPage } from './wire.ts';

interface Deps<Tx> {
  readonly lists: Pick<CustomerLists<Tx>, 'findLists'>;
}

/** `GET /lists`: campaigns, and the organization's list as a company, newest first. */
export function listLists<Tx>({ lists }: Deps<Tx>): Route<Tx> {
  async function handle(call: Call) {
    const page = await lists.findLists({ organizationId: call.organization.id, ...pageOf(call) });
    if (page === null) return refuseCursor();
    return { status: 200, body: { success: true, data: page.entries.map(presentList), nextCursor: page.next } };
  }
  return {
    method: 'GET',
    path: '/api/v1/lists',
    operationId: 'listLists',
    summary: 'Lists customer lists, newest first',
    description: "Campaigns, and the organization's list as a company once something was written to it.",
    tag: 'Lists',
    scope: 'customers:read',
    actsBelow: true,
    query: pageQuery(/^(camp_\w{1,64}|CEK[A-Z0-9]{7})$/),
    answers: { 200: successPage(listShape) },
    run: { kind: 'read', handle },
  };
}
