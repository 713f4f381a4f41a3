import type { Route } from '../../http/route.ts';
import type { CustomerLists } from '../../lists/customer-lists.ts';
import type { HistoryReader } from '../../lists/customer-readers.ts';
import { changeList } from './change-list.ts';
import { customerHistory } from './customer-history.ts';
import { getList } from './get-list.ts';
import { listLists } from './list-lists.ts';

export interface ListRoutesDeps<Tx> {
  readonly lists: CustomerLists<Tx>;
  readonly history: HistoryReader;
}

/** Customer lists, and what is read of their customers. */
export function listRoutes<Tx>(deps: ListRoutesDeps<Tx>): Route<Tx>[] {
  return [listLists(deps), getList(deps), changeList(deps), customerHistory(deps)];
}
