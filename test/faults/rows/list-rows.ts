import type { Ask } from '../ask.ts';
import type { Owner } from '../owner.ts';
import { names, namesInPath, namesNothing, type Row } from './row.ts';
import { newCampaign, newCompanyCustomer } from './things.ts';

/** The list that an organization has as a company is called by its code. */
async function companyList(owner: Owner): Promise<{ id: string }> {
  await newCompanyCustomer(owner);
  return { id: owner.code };
}

function customersOfBothKinds(more: Ask): readonly Row[] {
  return [
    names(newCampaign, ({ id }) => ({ ...more, params: { id, key: 'loan_0' } })),
    names(
      async (owner) => ({ id: owner.code, key: (await newCompanyCustomer(owner)).id }),
      (params) => ({ ...more, params }),
    ),
  ];
}

/** Customer lists, whichever door they belong to. */
export const listRows: Readonly<Record<string, readonly Row[]>> = {
  listLists: [
    namesNothing(),
    names(
      async (owner) => ({ cursor: (await newCampaign(owner)).id }),
      (query) => ({ query }),
      { foreign: 400 },
    ),
  ],
  getList: [namesInPath(newCampaign), namesInPath(companyList)],
  changeList: [
    namesInPath(newCampaign, () => ({ json: { maxAffected: 5_000 } })),
    namesInPath(companyList, () => ({ json: { mapping: { Shop: 'legalName', Notes: null } } })),
  ],
  getListTemplate: [
    namesInPath(newCampaign, () => ({ query: { data: 'true' } })),
    namesInPath(companyList, () => ({ query: { data: 'true', format: 'xlsx' } })),
  ],
  getRecordStatistics: [
    namesNothing(),
    names(
      async (owner) => ({ list: (await newCampaign(owner)).id }),
      (query) => ({ query }),
      { foreign: 200 },
    ),
  ],
  getStatus: [namesNothing(undefined, { rootOnly: true })],
  listListCustomers: [
    namesInPath(newCampaign),
    namesInPath(companyList, () => ({ query: { search: 'a', status: 'all' } })),
  ],
  getListCustomer: customersOfBothKinds({}),
  changeListCustomer: customersOfBothKinds({ json: { patch: { email: 'asha@example.com' }, version: 1 } }),
  getListCustomerHistory: customersOfBothKinds({}),
};
