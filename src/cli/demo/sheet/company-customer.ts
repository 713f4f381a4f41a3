import { borrowerAt } from '../borrowers.ts';
import { Random } from '../random.ts';

/** A customer of the demo's company, as the company door takes it. */
export interface CompanyCustomer {
  readonly uniqueRefNo: string;
  readonly legalName: string;
  readonly panOrGstin: string;
  /** 10 digits. */
  readonly contactNumber: string;
  /** 12 digits, the first ones zeros. */
  readonly accountNumber: string;
  readonly ifsc: string;
  readonly state: string;
  readonly pinCode: string;
  /** In paise, so that sums are exact. */
  readonly outstanding: number;
}

/** The customer with that number, from 0: always the same one. */
export function companyCustomerAt(index: number): CompanyCustomer {
  const random = new Random(0x5ee7 + index);
  const { first_name, last_name, phone_number, loan_amount } = borrowerAt(index);
  const letters = Array.from({ length: 3 }, () => random.pick(capitals)).join('');
  return {
    uniqueRefNo: referenceAt(index),
    legalName: `${first_name} ${last_name}`,
    // A PAN: the fourth letter says that it is a person's, the fifth is the family name's first.
    panOrGstin: `${letters}P${last_name.charAt(0)}${random.between(1000, 9999)}${random.pick(capitals)}`,
    contactNumber: phone_number.slice(-10),
    accountNumber: `0000${random.between(10_000_000, 99_999_999)}`,
    ifsc: `${random.pick(banks)}0${random.between(100_000, 999_999)}`,
    state: random.pick(['Haryana', 'Maharashtra', 'Tamil Nadu', 'Gujarat']),
    pinCode: String(random.between(110_001, 799_999)),
    outstanding: loan_amount * 100 + random.between(0, 99),
  };
}

/** The reference of the customer with that number. */
function referenceAt(index: number): string {
  return `ASH-${100_001 + index}`;
}

const capitals = ['A', 'B', 'C', 'D', 'F', 'G', 'K', 'L', 'M', 'R'] as const;
const banks = ['HDFC', 'SBIN', 'ICIC', 'BARB'] as const;
