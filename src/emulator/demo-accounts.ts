/**
 * The chart of accounts of a professional firm, for each country. One line an account: code, name,
 * type, tax (sales, purchases, none), and what is special about it.
 */

export type Country = 'AU' | 'NZ' | 'GB' | 'US';

export interface DemoAccount {
  readonly code: string;
  readonly name: string;
  readonly type: string;
  readonly tax: 'sales' | 'salesFree' | 'purchases' | 'purchasesFree' | 'none';
  readonly system?: string;
  readonly payments?: boolean;
}

/** The name of the tax account and of the tax office differ; the rest of the chart is the same. */
export function demoAccounts(country: Country): readonly DemoAccount[] {
  const taxName = { AU: 'GST', NZ: 'GST', GB: 'VAT', US: 'Sales Tax' }[country];
  return [
    { code: '090', name: 'Business Bank Account', type: 'BANK', tax: 'none' },
    { code: '091', name: 'Trust Account', type: 'BANK', tax: 'none' },
    { code: '200', name: 'Sales', type: 'REVENUE', tax: 'sales' },
    { code: '210', name: 'Professional Fees', type: 'REVENUE', tax: 'sales' },
    { code: '220', name: 'Disbursements Recovered', type: 'REVENUE', tax: 'sales' },
    { code: '260', name: 'Other Revenue', type: 'REVENUE', tax: 'sales' },
    { code: '270', name: 'Interest Income', type: 'REVENUE', tax: 'salesFree' },
    { code: '310', name: 'Cost of Services', type: 'DIRECTCOSTS', tax: 'purchases' },
    { code: '400', name: 'Advertising', type: 'EXPENSE', tax: 'purchases' },
    { code: '404', name: 'Bank Fees', type: 'EXPENSE', tax: 'purchasesFree' },
    { code: '408', name: 'Bad Debts', type: 'EXPENSE', tax: 'none' },
    { code: '412', name: 'Consulting & Accounting', type: 'EXPENSE', tax: 'purchases' },
    { code: '416', name: 'Depreciation', type: 'DEPRECIATN', tax: 'none' },
    { code: '420', name: 'Filing and Court Fees', type: 'EXPENSE', tax: 'purchasesFree' },
    { code: '429', name: 'General Expenses', type: 'EXPENSE', tax: 'purchases' },
    { code: '433', name: 'Insurance', type: 'EXPENSE', tax: 'purchases' },
    { code: '453', name: 'Office Expenses', type: 'EXPENSE', tax: 'purchases' },
    { code: '461', name: 'Printing & Stationery', type: 'EXPENSE', tax: 'purchases' },
    { code: '469', name: 'Rent', type: 'EXPENSE', tax: 'purchases' },
    { code: '477', name: 'Wages and Salaries', type: 'EXPENSE', tax: 'none' },
    { code: '489', name: 'Telephone & Internet', type: 'EXPENSE', tax: 'purchases' },
    { code: '493', name: 'Travel', type: 'EXPENSE', tax: 'purchases' },
    { code: '610', name: 'Accounts Receivable', type: 'CURRENT', tax: 'none', system: 'DEBTORS' },
    { code: '620', name: 'Prepayments', type: 'CURRENT', tax: 'none' },
    { code: '630', name: 'Disbursements Paid for Clients', type: 'CURRENT', tax: 'none' },
    { code: '710', name: 'Office Equipment', type: 'FIXED', tax: 'purchases' },
    {
      code: '800',
      name: 'Accounts Payable',
      type: 'CURRLIAB',
      tax: 'none',
      system: 'CREDITORS',
    },
    { code: '801', name: 'Client Money Held', type: 'CURRLIAB', tax: 'none' },
    { code: '820', name: taxName, type: 'CURRLIAB', tax: 'none', system: 'GST' },
    { code: '850', name: 'Suspense', type: 'CURRLIAB', tax: 'none' },
    { code: '860', name: 'Rounding', type: 'CURRLIAB', tax: 'none', system: 'ROUNDING' },
    {
      code: '880',
      name: 'Owner Drawings',
      type: 'CURRLIAB',
      tax: 'none',
      payments: true,
    },
    {
      code: '960',
      name: 'Retained Earnings',
      type: 'EQUITY',
      tax: 'none',
      system: 'RETAINEDEARNINGS',
    },
    { code: '970', name: 'Owner Funds Introduced', type: 'EQUITY', tax: 'none', payments: true },
  ];
}
