import type { Route } from '../../http/route.ts';
import type { CustomerLists } from '../../lists/customer-lists.ts';
import type { HistoryReader } from '../../lists/customer-readers.ts';
import type { CustomerEdit, EditedCustomer } from '../../lists/edit-customer.ts';
import type { ListCustomers } from '../../lists/list-customers.ts';
import { changeList } from './change-list.ts';
import { changeListCustomer } from './change-list-customer.ts';
import { customerHistory } from './customer-history.ts';
import { getList } from './get-list.ts';
import { getListCustomer } from './get-list-customer.ts';
import { listListCustomers } from './list-list-customers.ts';
import { getListTemplate, type ListTemplateDeps } from './get-list-template.ts';
import { listLists } from './list-lists.ts';

export interface ListRoutesDeps<Tx> extends Pick<ListTemplateDeps<Tx>, 'listSheet'> {
  readonly lists: CustomerLists<Tx>;
  readonly history: HistoryReader;
  readonly customers: ListCustomers;
  readonly editCustomer: (edit: CustomerEdit) => Promise<EditedCustomer>;
}

/** Customer lists, and what is read of their customers. */
export function listRoutes<Tx>(deps: ListRoutesDeps<Tx>): Route<Tx>[] {
  return [
    listLists(deps),
    getList(deps),
    changeList(deps),
    getListTemplate(deps),
    customerHistory(deps),
    listListCustomers(deps),
    getListCustomer(deps),
    changeListCustomer(deps),
  ];
}
