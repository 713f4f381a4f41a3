import { loan, newCampaign as campaignBody } from '../../tenant.ts';
import { next } from '../owner.ts';
import { names, namesInPath, namesNothing, type Row } from './row.ts';
import { newCampaign, newCampaignId } from './things.ts';

type Campaign = Awaited<ReturnType<typeof newCampaignId>>;

/** A customer of a campaign: the campaign is what somebody else does not have, so it is what is refused. */
const aCustomer = names(newCampaignId, ({ campaignId }) => ({ query: { campaignId }, params: { id: 'loan_0' } }), {
  foreign: 403,
});
const write = (json: (things: Campaign) => object): Row =>
  names(newCampaignId, (things) => ({ json: { ...things, ...json(things) } }), { foreign: 403 });

/** The campaign door. */
export const campaignRows: Readonly<Record<string, readonly Row[]>> = {
  createCampaign: [namesNothing(() => ({ json: campaignBody }))],
  listCampaigns: [namesNothing()],
  getCampaign: [namesInPath(newCampaign)],
  deleteCampaign: [namesInPath(newCampaign)],
  updateCampaign: [namesInPath(newCampaign, () => ({ json: { description: 'Changed' } }))],
  pauseCampaign: [namesInPath(newCampaign)],
  bulkUpdateCustomers: [write(() => ({ records: [{ id: 'loan_0', data: { first_name: 'Ravi' } }] }))],
  updateCustomer: [write(() => ({ loan_id: 'loan_0', data: { first_name: 'Ravi' } }))],
  addCustomer: [write(() => ({ data: loan(`new_${next()}`) }))],
  bulkAddCustomers: [write(() => ({ records: [{ data: loan(`new_${next()}`) }] }))],
  listCustomers: [names(newCampaignId, (query) => ({ query }), { foreign: 403 })],
  getCustomer: [aCustomer],
  getCustomerHistory: [aCustomer],
};
