import { namesInPath, namesNothing, type Row } from './row.ts';
import { newCompanyCustomer } from './things.ts';

const aCustomer = { as: 'customerId' };
const file = (content: string) => () => ({ parts: [{ name: 'file', fileName: 'june.csv', content }] });

/** The company door: what it changes belongs to the company that is acted for. */
export const companyRows: Readonly<Record<string, readonly Row[]>> = {
  getCompanyTemplate: [namesNothing(() => ({ query: { format: 'csv', data: 'true' } }))],
  searchCompanyCustomers: [namesNothing(() => ({ json: {} }))],
  createCompanyCustomer: [namesNothing(() => ({ json: { legalName: 'Ravi' } }))],
  getCompanyCustomer: [namesInPath(newCompanyCustomer, undefined, aCustomer)],
  updateCompanyCustomer: [namesInPath(newCompanyCustomer, () => ({ json: { legalName: 'Ravi' } }), aCustomer)],
  deleteCompanyCustomer: [namesInPath(newCompanyCustomer, undefined, aCustomer)],
  getCompanyCustomerContacts: [namesInPath(newCompanyCustomer, undefined, aCustomer)],
  getCompanyCustomerHistory: [namesInPath(newCompanyCustomer, undefined, aCustomer)],
  activateCompanyCustomer: [namesInPath(newCompanyCustomer, undefined, aCustomer)],
  deactivateCompanyCustomer: [namesInPath(newCompanyCustomer, undefined, aCustomer)],
  bulkUpdateCompanyCustomers: [namesNothing(file('customerId,legalName\nKC00000000000000,Ravi\n'))],
  bulkCreateCompanyCustomers: [namesNothing(file('legalName\nRavi\n'))],
};
