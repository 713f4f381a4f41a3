import type { Owner } from '../owner.ts';
import { names, namesInPath, namesNothing, type Row } from './row.ts';
import { newCampaign, newCompanyCustomer } from './things.ts';

/** The list that an organization has as a company is called by its code. */
async function companyList(owner: Owner): Promise<{ id: string }> {
  await newCompanyCustomer(owner);
  return { id: owner.code };
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
  changeList: [namesInPath(newCampaign, () => ({ json: { maxAffected: 5_000 } }))],
  getListCustomerHistory: [
    names(newCampaign, ({ id }) => ({ params: { id, key: 'loan_0' } })),
    names(
      async (owner) => ({ id: owner.code, key: (await newCompanyCustomer(owner)).id }),
      (params) => ({ params }),
    ),
  ],
};
