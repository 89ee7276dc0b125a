/**
 * The organisation and its reference data: accounts, tax rates, currencies, branding themes, tracking
 * categories. One account or tax rate per request; none of these lists is paged.
 */
import { Decimal } from '../base/decimal.ts';
import { accountClasses } from './account-classes.ts';
import { notFound, type Answer } from './answers.ts';
import { refused, writeBatch, type Written } from './batch.ts';
import { answerWith, flagParameter, logWrite, type Call } from './call.ts';
import { readElements, type InputObject } from './input.ts';
import { listRecords } from './listing.ts';
import type { Account, Organisation, TaxRate } from './records.ts';
import { wireDate, wireTime, wireTimeBare, zeroId } from './wire.ts';

export function readOrganisation(call: Call): Answer {
  return answerWith(call, 'Organisations', [viewOrganisation(call.books.organisation)]);
}

function viewOrganisation(organisation: Organisation): object {
  const { PeriodLockDate, EndOfYearLockDate } = organisation;
  return {
    Name: organisation.Name,
    LegalName: organisation.LegalName,
    PaysTax: true,
    Version: organisation.CountryCode === 'GB' ? 'UK' : organisation.CountryCode,
    OrganisationType: 'COMPANY',
    BaseCurrency: organisation.BaseCurrency,
    CountryCode: organisation.CountryCode,
    IsDemoCompany: true,
    OrganisationStatus: 'ACTIVE',
    FinancialYearEndDay: organisation.FinancialYearEndDay,
    FinancialYearEndMonth: organisation.FinancialYearEndMonth,
    SalesTaxBasis: organisation.SalesTaxBasis,
    SalesTaxPeriod: organisation.SalesTaxPeriod,
    DefaultSalesTax: 'Remember previous',
    DefaultPurchasesTax: 'Remember previous',
    PeriodLockDate: PeriodLockDate && wireDate(PeriodLockDate),
    EndOfYearLockDate: EndOfYearLockDate && wireDate(EndOfYearLockDate),
    CreatedDateUTC: wireTimeBare(organisation.CreatedAt),
    OrganisationEntityType: 'COMPANY',
    Timezone: organisation.Timezone,
    ShortCode: organisation.ShortCode,
    OrganisationID: organisation.OrganisationID,
    Edition: 'BUSINESS',
    Class: 'DEMO',
    Addresses: [],
    Phones: [],
    ExternalLinks: [],
    PaymentTerms: {},
  };
}

function viewAccount(account: Account): object {
  const { UpdatedAt, ...shown } = account;
  return {
    ...shown,
    ShowInExpenseClaims: false,
    HasAttachments: false,
    UpdatedDateUTC: wireTime(UpdatedAt),
    AddToWatchlist: false,
  };
}

export function listAccounts(call: Call): Answer {
  // Accounts are never paged: the parameters that would make a list paged do nothing here.
  const unpaged = new URLSearchParams(
    [...call.query].filter(([name]) => !/^(page|pagesize|statuses|summaryonly)$/i.test(name)),
  );
  const { records } = listRecords(
    { ...call, query: unpaged },
    {
      table: call.books.accounts,
      type: 'Account',
      fields: {
        accountid: (a) => a.AccountID,
        code: (a) => a.Code,
        name: (a) => a.Name,
        status: (a) => a.Status,
        type: (a) => a.Type,
        class: (a) => a.Class,
        taxtype: (a) => a.TaxType,
        systemaccount: (a) => a.SystemAccount,
        currencycode: (a) => a.CurrencyCode,
        enablepaymentstoaccount: (a) => a.EnablePaymentsToAccount,
        updateddateutc: (a) => a.UpdatedAt,
      },
      searched: (a) => [a.Code, a.Name],
      keeps: () => true,
      named: undefined,
    },
  );
  const inCodeOrder = call.query.has('order')
    ? records
    : [...records].sort((a, b) => ((a.Code ?? '') < (b.Code ?? '') ? -1 : 1));
  return answerWith(call, 'Accounts', inCodeOrder.map(viewAccount));
}

export function readAccount(call: Call, id: string): Answer {
  const account = call.books.accounts.get(id.toLowerCase());
  return account ? answerWith(call, 'Accounts', [viewAccount(account)]) : notFound();
}

export function createAccount(call: Call): Answer {
  const elements = readElements(call.body, 'Accounts', 'Account').slice(0, 1);
  const shape = { plural: 'Accounts', errorFlag: 'HasValidationErrors' } as const;
  return writeBatch(call, shape, { elements, write: (input) => writeAccount(call, input) });
}

function writeAccount(call: Call, input: InputObject): Written {
  const Type = input.text('Type')?.toUpperCase() ?? '';
  const Name = input.text('Name')?.trim() ?? '';
  const Code = input.text('Code') || undefined;
  const echo = (): object => ({ AccountID: zeroId, Code, Name, Type });
  const errors: string[] = [];
  const Class = accountClasses[Type];
  const others = [...call.books.accounts.values()];
  const sameName = others.some((a) => a.Name.toLowerCase() === Name.toLowerCase());
  if (Name === '' || sameName) errors.push('Please enter a unique Name.');
  if (Code && call.books.accountByCode(Code)) errors.push('Please enter a unique Code.');
  if (!Code && Type !== 'BANK') errors.push('Account code must be specified');
  if ((Code?.length ?? 0) > 10) errors.push('Code must not be longer than 10 characters.');
  if (Class === undefined) errors.push('Account must be valid.');
  if (errors.length > 0 || Class === undefined) return refused(errors, echo);
  const account: Account = {
    AccountID: call.random.uuid(),
    Code,
    Name,
    Status: 'ACTIVE',
    Type,
    TaxType: input.text('TaxType') ?? 'NONE',
    Class,
    EnablePaymentsToAccount: input.flag('EnablePaymentsToAccount') ?? false,
    Description: input.text('Description'),
    BankAccountNumber: input.text('BankAccountNumber'),
    BankAccountType: Type === 'BANK' ? 'BANK' : undefined,
    CurrencyCode:
      Type === 'BANK'
        ? (input.text('CurrencyCode') ?? call.books.organisation.BaseCurrency)
        : undefined,
    UpdatedAt: call.now,
  };
  call.books.accounts.put(account);
  logWrite(call, { resource: 'Accounts', id: account.AccountID, kind: 'create', number: Code });
  return { errors: [], warnings: [], view: () => viewAccount(account), echo };
}

function viewTaxRate(rate: TaxRate): object {
  return { ...rate, DisplayTaxRate: rate.EffectiveRate };
}

export function listTaxRates(call: Call): Answer {
  const taxType = call.query.get('TaxType')?.toUpperCase();
  const rates = [...call.books.taxRates.values()].filter(
    (rate) => taxType === undefined || rate.TaxType === taxType,
  );
  return answerWith(call, 'TaxRates', rates.map(viewTaxRate));
}

/** A new rate gets the next TAX00n. */
export function createTaxRate(call: Call): Answer {
  const elements = readElements(call.body, 'TaxRates', 'TaxRate').slice(0, 1);
  const shape = { plural: 'TaxRates', errorFlag: 'HasValidationErrors' } as const;
  return writeBatch(call, shape, { elements, write: (input) => writeTaxRate(call, input) });
}

function writeTaxRate(call: Call, input: InputObject): Written {
  const Name = input.text('Name')?.trim() ?? '';
  const components = (input.list('TaxComponents') ?? []).map((component) => ({
    Name: component.text('Name') ?? '',
    Rate: (component.decimal('Rate') ?? Decimal.zero).round(4),
    IsCompound: component.flag('IsCompound') ?? false,
    IsNonRecoverable: component.flag('IsNonRecoverable') ?? false,
  }));
  const echo = (): object => ({ Name, TaxComponents: components });
  const rates = [...call.books.taxRates.values()];
  const taken = rates.some((rate) => rate.Name.toLowerCase() === Name.toLowerCase());
  if (Name === '' || taken) return refused(['Please enter a unique Name.'], echo);
  if (components.length === 0) return refused(['Tax rate must be valid.'], echo);
  const number = rates.filter((rate) => /^TAX\d+$/.test(rate.TaxType)).length + 1;
  const rate: TaxRate = {
    Name,
    TaxType: `TAX${String(number).padStart(3, '0')}`,
    ReportTaxType: input.text('ReportTaxType') ?? 'OUTPUT',
    Status: 'ACTIVE',
    EffectiveRate: Decimal.sum(components.map((component) => component.Rate)),
    CanApplyToAssets: true,
    CanApplyToEquity: true,
    CanApplyToExpenses: true,
    CanApplyToLiabilities: true,
    CanApplyToRevenue: true,
    TaxComponents: components,
  };
  call.books.taxRates.set(rate.TaxType, rate);
  logWrite(call, { resource: 'TaxRates', id: rate.TaxType, kind: 'create' });
  return { errors: [], warnings: [], view: () => viewTaxRate(rate), echo };
}

export function listCurrencies(call: Call): Answer {
  return answerWith(call, 'Currencies', [...call.books.currencies.values()]);
}

/** Adds a currency; one that is there already stays as it is. */
export function addCurrency(call: Call): Answer {
  const elements = readElements(call.body, 'Currencies', 'Currency').slice(0, 1);
  const shape = { plural: 'Currencies', errorFlag: 'HasValidationErrors' } as const;
  return writeBatch(call, shape, {
    elements,
    write: (input) => {
      const Code = input.text('Code')?.toUpperCase() ?? '';
      const echo = (): object => ({ Code });
      if (!/^[A-Z]{3}$/.test(Code)) return refused(['Currency code must be valid.'], echo);
      const currency = { Code, Description: input.text('Description') ?? Code };
      if (!call.books.currencies.get(Code)) {
        call.books.currencies.set(Code, currency);
        logWrite(call, { resource: 'Currencies', id: Code, kind: 'create' });
      }
      return { errors: [], warnings: [], view: () => currency, echo };
    },
  });
}

export function listBrandingThemes(call: Call): Answer {
  const themes = [...call.books.brandingThemes.values()].sort((a, b) => a.SortOrder - b.SortOrder);
  const views = themes.map(({ CreatedAt, ...theme }) => ({
    ...theme,
    LogoUrl: '',
    Type: 'INVOICE',
    CreatedDateUTC: wireTime(CreatedAt),
  }));
  return answerWith(call, 'BrandingThemes', views);
}

export function listTrackingCategories(call: Call): Answer {
  const archived = flagParameter(call, 'includeArchived') === true;
  const shown = (status: string): boolean => archived || status === 'ACTIVE';
  const views = [...call.books.trackingCategories.values()]
    .filter((category) => shown(category.Status))
    .map((category) => ({
      ...category,
      Options: category.Options.filter((option) => shown(option.Status)),
    }));
  return answerWith(call, 'TrackingCategories', views);
}
