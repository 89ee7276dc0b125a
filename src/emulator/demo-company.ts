/**
 * The organisations that a new emulator starts with: a professional firm's demo company, with the
 * chart of accounts and tax rates of its country. Ids are made from names, so every emulator has the
 * same ones.
 */
import { sha256 } from '../base/hash.ts';
import { accountClasses } from './account-classes.ts';
import type { Books } from './books.ts';
import { demoAccounts, type Country } from './demo-accounts.ts';
import { defaultTaxTypes, demoTaxRates } from './demo-tax-rates.ts';

/** An id that is always the same for the same text. */
export function stableId(text: string): string {
  const hex = sha256(text);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** The organisation of `Demo Company (AU)`: the one that is there by default. */
export const demoTenantId = stableId('demo company AU');

const places = {
  AU: {
    currency: 'AUD',
    zone: 'Australia/Sydney',
    zoneName: 'AUSEASTERNSTANDARDTIME',
    yearEnd: [30, 6],
    taxBasis: 'ACCRUALS',
    taxPeriod: 'QUARTERLY1',
    shortCode: '!dAU01',
  },
  NZ: {
    currency: 'NZD',
    zone: 'Pacific/Auckland',
    zoneName: 'NEWZEALANDSTANDARDTIME',
    yearEnd: [31, 3],
    taxBasis: 'PAYMENTS',
    taxPeriod: 'TWOMONTHS',
    shortCode: '!dNZ01',
  },
  GB: {
    currency: 'GBP',
    zone: 'Europe/London',
    zoneName: 'GMTSTANDARDTIME',
    yearEnd: [31, 3],
    taxBasis: 'ACCRUAL',
    taxPeriod: 'QUARTERLY',
    shortCode: '!dGB01',
  },
  US: {
    currency: 'USD',
    zone: 'America/New_York',
    zoneName: 'EASTERNSTANDARDTIME',
    yearEnd: [31, 12],
    taxBasis: 'ACCRUALS',
    taxPeriod: 'MONTHLY',
    shortCode: '!dUS01',
  },
} as const;

const currencyNames = [
  ['AUD', 'Australian Dollar'],
  ['USD', 'United States Dollar'],
  ['GBP', 'British Pound'],
  ['EUR', 'Euro'],
  ['NZD', 'New Zealand Dollar'],
] as const;

/** Fills empty books with the demo company of a country. */
export function fillDemoCompany(books: Books, country: Country, now: number): void {
  const place = places[country];
  const id = (text: string): string => stableId(`${books.tenantId} ${text}`);
  const label = country === 'GB' ? 'UK' : country;
  books.organisations.set('it', {
    OrganisationID: books.tenantId,
    Name: `Demo Company (${label})`,
    LegalName: `Demo Company (${label})`,
    CountryCode: country,
    BaseCurrency: place.currency,
    TimeZone: place.zone,
    Timezone: place.zoneName,
    ShortCode: place.shortCode,
    FinancialYearEndDay: place.yearEnd[0],
    FinancialYearEndMonth: place.yearEnd[1],
    SalesTaxBasis: place.taxBasis,
    SalesTaxPeriod: place.taxPeriod,
    CreatedAt: now,
  });
  for (const [Code, Description] of currencyNames)
    books.currencies.set(Code, { Code, Description });
  for (const rate of demoTaxRates(country)) books.taxRates.set(rate.TaxType, rate);
  for (const account of demoAccounts(country)) {
    const bank = account.type === 'BANK';
    books.accounts.put({
      AccountID: id(`account ${account.code}`),
      Code: account.code,
      Name: account.name,
      Status: 'ACTIVE',
      Type: account.type,
      TaxType: defaultTaxTypes[country][account.tax],
      Class: accountClasses[account.type] ?? 'ASSET',
      EnablePaymentsToAccount: account.payments === true,
      SystemAccount: account.system,
      BankAccountNumber: bank ? `06200012345${account.code}` : undefined,
      BankAccountType: bank ? 'BANK' : undefined,
      CurrencyCode: bank ? place.currency : undefined,
      UpdatedAt: now,
    });
  }
  fillThemesAndTracking(books, id, now);
}

function fillThemesAndTracking(books: Books, id: (text: string) => string, now: number): void {
  const themes = ['Standard', 'Special Projects'];
  themes.forEach((Name, index) => {
    const BrandingThemeID = id(`theme ${Name}`);
    books.brandingThemes.set(BrandingThemeID, {
      BrandingThemeID,
      Name,
      SortOrder: index,
      CreatedAt: now,
    });
  });
  const categories = [
    ['Office', ['Sydney', 'Melbourne']],
    ['Practice Area', ['Litigation', 'Property', 'Intellectual Property', 'Tax']],
  ] as const;
  for (const [Name, options] of categories) {
    const TrackingCategoryID = id(`category ${Name}`);
    books.trackingCategories.set(TrackingCategoryID, {
      TrackingCategoryID,
      Name,
      Status: 'ACTIVE',
      Options: options.map((option) => ({
        TrackingOptionID: id(`option ${Name} ${option}`),
        Name: option,
        Status: 'ACTIVE',
      })),
    });
  }
}
