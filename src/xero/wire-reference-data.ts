/**
 * What postings point at, as Xero answers it: accounts, tax rates, currencies, the organisation. A
 * single odd account or rate is left out of the tables, so that a posting to it is blocked with a
 * finding; an organisation that can not be understood stops the reading.
 */
import type { TenantId } from '../base/id.ts';
import type { Account, Organisation, TaxRate } from '../accounting/reference-data.ts';
import { ianaTimeZone } from './time-zones.ts';
import { present, type Fields, type Schemas } from './wire-fields.ts';

/** Bank accounts can be paid into whatever their switch says. */
export function readAccount(account: Fields<Schemas['Account']>): Account {
  const type = account.text('Type');
  const code = account.text('Code');
  const taxType = account.text('TaxType');
  const systemAccount = account.text('SystemAccount');
  const currency = account.text('CurrencyCode');
  return {
    accountId: account.requiredId('AccountID'),
    ...(code && { code }),
    name: account.text('Name'),
    type,
    class: account.text('Class'),
    ...(taxType && { taxType }),
    isActive: account.text('Status') === 'ACTIVE',
    takesPayments: type === 'BANK' || account.flag('EnablePaymentsToAccount'),
    ...(systemAccount && { systemAccount }),
    ...(currency && { currency }),
  };
}

export function readTaxRate(rate: Fields<Schemas['TaxRate']>): TaxRate {
  return {
    taxType: present(rate.text('TaxType') || undefined, 'TaxType'),
    name: rate.text('Name'),
    effectiveRate: present(
      rate.decimal('EffectiveRate') ?? rate.decimal('DisplayTaxRate'),
      'EffectiveRate',
    ),
    isActive: rate.text('Status') === 'ACTIVE',
    appliesTo: {
      assets: rate.flag('CanApplyToAssets'),
      equity: rate.flag('CanApplyToEquity'),
      expenses: rate.flag('CanApplyToExpenses'),
      liabilities: rate.flag('CanApplyToLiabilities'),
      revenue: rate.flag('CanApplyToRevenue'),
    },
  };
}

export function readCurrency(currency: Fields<Schemas['Currency']>): string {
  return present(currency.text('Code') || undefined, 'Code');
}

/** Lock dates are there only when they are set. */
export function readOrganisation(
  organisation: Fields<Schemas['Organisation']>,
  tenantId: TenantId,
): Organisation {
  const zone = organisation.text('Timezone');
  const periodLockDate = organisation.date('PeriodLockDate');
  const endOfYearLockDate = organisation.date('EndOfYearLockDate');
  return {
    tenantId,
    name: organisation.text('Name'),
    shortCode: organisation.text('ShortCode'),
    baseCurrency: present(organisation.text('BaseCurrency') || undefined, 'BaseCurrency'),
    countryCode: organisation.text('CountryCode'),
    timeZone: present(ianaTimeZone(zone), `an IANA name for Timezone ${zone}`),
    isDemo: organisation.flag('IsDemoCompany'),
    ...(periodLockDate ? { periodLockDate } : {}),
    ...(endOfYearLockDate ? { endOfYearLockDate } : {}),
  };
}
