/** The standard tax rates of each country: the code used on lines, the name people see, the rate. */
import { decimal } from '../base/decimal.ts';
import type { Country } from './demo-accounts.ts';
import type { TaxRate } from './records.ts';

/** `applies`: A assets, Q equity, X expenses, L liabilities, R revenue. */
type Row = readonly [taxType: string, name: string, rate: string, applies: string, deleted?: true];

const sales = 'AQLR';
const purchases = 'AQXL';
const everywhere = 'AQXLR';

const rows: Readonly<Record<Country, readonly Row[]>> = {
  AU: [
    ['OUTPUT', 'GST on Income', '10', sales],
    ['INPUT', 'GST on Expenses', '10', purchases],
    ['EXEMPTOUTPUT', 'GST Free Income', '0', sales],
    ['EXEMPTEXPENSES', 'GST Free Expenses', '0', purchases],
    ['EXEMPTEXPORT', 'GST Free Exports', '0', sales],
    ['INPUTTAXED', 'Input Taxed', '0', everywhere],
    ['CAPEXINPUT', 'GST on Capital', '10', purchases],
    ['EXEMPTCAPITAL', 'GST Free Capital', '0', purchases],
    ['BASEXCLUDED', 'BAS Excluded', '0', everywhere],
    ['GSTONIMPORTS', 'GST on Imports', '0', 'L'],
    ['GSTONCAPIMPORTS', 'GST on Capital Imports', '0', 'L'],
  ],
  NZ: [
    ['INPUT', '12.5% GST on Expenses', '12.5', purchases, true],
    ['OUTPUT', '12.5% GST on Income', '12.5', sales, true],
    ['INPUT2', '15% GST on Expenses', '15', purchases],
    ['OUTPUT2', '15% GST on Income', '15', sales],
    ['GSTONIMPORTS', 'GST on Imports', '0', 'L'],
    ['NONE', 'No GST', '0', everywhere],
    ['ZERORATED', 'Zero Rated', '0', 'LR'],
  ],
  GB: [
    ['OUTPUT2', '20% (VAT on Income)', '20', sales],
    ['INPUT2', '20% (VAT on Expenses)', '20', purchases],
    ['RROUTPUT', '5% (VAT on Income)', '5', sales],
    ['RRINPUT', '5% (VAT on Expenses)', '5', purchases],
    ['ZERORATEDOUTPUT', 'Zero Rated Income', '0', sales],
    ['ZERORATEDINPUT', 'Zero Rated Expenses', '0', purchases],
    ['EXEMPTOUTPUT', 'Exempt Income', '0', sales],
    ['EXEMPTINPUT', 'Exempt Expenses', '0', purchases],
    ['NONE', 'No VAT', '0', everywhere],
  ],
  US: [
    ['OUTPUT', 'Tax on Sales', '0', sales],
    ['INPUT', 'Tax on Purchases', '0', purchases],
    ['NONE', 'Tax Exempt', '0', everywhere],
    ['GSTONIMPORTS', 'Sales Tax on Imports', '0', 'L'],
    ['TAX001', 'City Tax', '8.25', everywhere],
  ],
};

export function demoTaxRates(country: Country): readonly TaxRate[] {
  const component = { AU: 'GST', NZ: 'GST', GB: 'VAT', US: 'Tax' }[country];
  return rows[country].map(([TaxType, Name, rate, applies, deleted]) => ({
    Name,
    TaxType,
    ReportTaxType: /^(TAX|BAS|NONE)/.test(TaxType) ? 'NONE' : TaxType,
    Status: deleted ? 'DELETED' : 'ACTIVE',
    EffectiveRate: decimal(rate),
    CanApplyToAssets: applies.includes('A'),
    CanApplyToEquity: applies.includes('Q'),
    CanApplyToExpenses: applies.includes('X'),
    CanApplyToLiabilities: applies.includes('L'),
    CanApplyToRevenue: applies.includes('R'),
    TaxComponents: [
      { Name: component, Rate: decimal(rate), IsCompound: false, IsNonRecoverable: false },
    ],
  }));
}

/** The tax code that each kind of account has by default. */
export const defaultTaxTypes = {
  AU: {
    sales: 'OUTPUT',
    salesFree: 'EXEMPTOUTPUT',
    purchases: 'INPUT',
    purchasesFree: 'EXEMPTEXPENSES',
    none: 'BASEXCLUDED',
  },
  NZ: {
    sales: 'OUTPUT2',
    salesFree: 'NONE',
    purchases: 'INPUT2',
    purchasesFree: 'NONE',
    none: 'NONE',
  },
  GB: {
    sales: 'OUTPUT2',
    salesFree: 'EXEMPTOUTPUT',
    purchases: 'INPUT2',
    purchasesFree: 'EXEMPTINPUT',
    none: 'NONE',
  },
  US: {
    sales: 'OUTPUT',
    salesFree: 'NONE',
    purchases: 'INPUT',
    purchasesFree: 'NONE',
    none: 'NONE',
  },
} as const;
