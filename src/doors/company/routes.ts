import type { Door } from '../../http/route.ts';
import { bulkCreate, bulkUpdate } from './bulk-files.ts';
import { createCustomer } from './create-customer.ts';
import { type HistoryDeps, customerHistory } from './customer-history.ts';
import { deleteCustomer } from './delete-customer.ts';
import type { CustomerDeps } from './deps.ts';
import { errorSchema, renderError } from './errors.ts';
import type { FileDeps } from './file-deps.ts';
import { getContacts, getCustomer } from './get-customer.ts';
import { getTemplate, type TemplateDeps } from './get-template.ts';
import { type SearchDeps, searchCustomers } from './search-customers.ts';
import { activateCustomer, deactivateCustomer } from './set-status.ts';
import { updateCustomer } from './update-customer.ts';

export interface CompanyDoorDeps<Tx> extends CustomerDeps, FileDeps<Tx>, HistoryDeps, SearchDeps, TemplateDeps {}

/** The company door: a company's customers, one by one and by spreadsheet. */
export function companyDoor<Tx>(deps: CompanyDoorDeps<Tx>): Door<Tx> {
  const routes = [
    bulkUpdate(deps),
    bulkCreate(deps),
    getTemplate<Tx>(deps),
    searchCustomers<Tx>(deps),
    createCustomer<Tx>(deps),
    getCustomer<Tx>(deps),
    getContacts<Tx>(deps),
    customerHistory<Tx>(deps),
    updateCustomer<Tx>(deps),
    activateCustomer<Tx>(deps),
    deactivateCustomer<Tx>(deps),
    deleteCustomer<Tx>(deps),
  ];
  return { name: 'company', home: '/api/v0/', routes, renderError, errorSchema };
}
