import { Random } from './random.ts';

/** A customer of the demo's lender, as the campaign door takes it. */
export interface Borrower {
  readonly loan_id: string;
  readonly first_name: string;
  readonly last_name: string;
  readonly phone_number: string;
  readonly language: string;
  readonly branch: string;
  readonly loan_amount: number;
  readonly emi_amount: number;
  readonly loan_period: number;
  readonly current_emi: number;
  readonly emi_due_date: string;
  readonly payment_status: 'pending' | 'bounced' | 'partial';
}

/** The customer with that number, from 0: always the same one. Nobody has paid yet. */
export function borrowerAt(index: number): Borrower {
  const random = new Random(0x10a4 + index);
  const { language, branches, firstNames, lastNames } = random.pick(regions);
  const amount = random.between(5, 300) * 5_000;
  const months = random.pick([12, 18, 24, 36, 48, 60]);
  const day = random.pick(['05', '10', '15']);
  return {
    loan_id: loanId(index),
    first_name: random.pick(firstNames),
    last_name: random.pick(lastNames),
    phone_number: `+91${random.between(70_000, 99_999)}${random.between(10_000, 99_999)}`,
    language,
    branch: random.pick(branches),
    loan_amount: amount,
    emi_amount: monthlyInstalment(amount, months, random.between(14, 24)),
    loan_period: months,
    current_emi: random.between(1, months - 1),
    emi_due_date: `2026-07-${day}`,
    payment_status: random.pick(['pending', 'pending', 'pending', 'bounced', 'partial']),
  };
}

/** The key of the customer with that number. */
export function loanId(index: number): string {
  return `LN${10_000_001 + index}`;
}

function monthlyInstalment(amount: number, months: number, yearlyPercent: number): number {
  const rate = yearlyPercent / 1200;
  const growth = (1 + rate) ** months;
  return Math.round((amount * rate * growth) / (growth - 1));
}

type Names = readonly [string, ...string[]];

interface Region {
  readonly language: string;
  readonly branches: Names;
  readonly firstNames: Names;
  readonly lastNames: Names;
}

const regions: readonly [Region, ...Region[]] = [
  {
    language: 'hindi',
    branches: ['Lucknow', 'Jaipur', 'Indore', 'Patna'],
    firstNames: ['Rohit', 'Sunita', 'Amit', 'Pooja', 'Rajesh', 'Neha', 'Deepak', 'Kavita'],
    lastNames: ['Sharma', 'Verma', 'Gupta', 'Yadav', 'Mishra', 'Singh'],
  },
  {
    language: 'marathi',
    branches: ['Pune', 'Nashik', 'Nagpur'],
    firstNames: ['Sachin', 'Vaishali', 'Ganesh', 'Snehal', 'Prasad', 'Ashwini'],
    lastNames: ['Patil', 'Kulkarni', 'Deshmukh', 'Jadhav', 'More'],
  },
  {
    language: 'tamil',
    branches: ['Chennai', 'Coimbatore', 'Madurai'],
    firstNames: ['Karthik', 'Lakshmi', 'Murugan', 'Divya', 'Senthil', 'Meena'],
    lastNames: ['Subramanian', 'Rajan', 'Natarajan', 'Selvam', 'Kumar'],
  },
  {
    language: 'telugu',
    branches: ['Hyderabad', 'Vijayawada', 'Visakhapatnam'],
    firstNames: ['Srinivas', 'Padma', 'Venkatesh', 'Swathi', 'Ravi', 'Anusha'],
    lastNames: ['Reddy', 'Rao', 'Naidu', 'Chowdary', 'Prasad'],
  },
  {
    language: 'bengali',
    branches: ['Kolkata', 'Siliguri', 'Howrah'],
    firstNames: ['Sourav', 'Ananya', 'Debashis', 'Moumita', 'Subir', 'Rupa'],
    lastNames: ['Banerjee', 'Ghosh', 'Das', 'Mukherjee', 'Sen'],
  },
  {
    language: 'gujarati',
    branches: ['Ahmedabad', 'Surat', 'Rajkot'],
    firstNames: ['Hardik', 'Nirali', 'Jignesh', 'Hetal', 'Mehul', 'Kinjal'],
    lastNames: ['Patel', 'Shah', 'Mehta', 'Desai', 'Joshi'],
  },
];
