import { expect, test } from 'vitest';
import { must } from '../base/assert.ts';
import type { TenantId } from '../base/id.ts';
import { ianaTimeZone } from './time-zones.ts';
import { readCreditNote } from './wire-credit-note.ts';
import { Fields } from './wire-fields.ts';
import { parseWire } from './wire-json.ts';
import { readAccount, readOrganisation, readTaxRate } from './wire-reference-data.ts';

const id = 'ab12cd34-0000-4000-8000-000000000001';
const tenantId = 'tenant-1' as TenantId;

function fields<S>(value: unknown): Fields<S> {
  return new Fields<S>(must(parseWire(JSON.stringify(value)), 'JSON'));
}

test('a bank account without a code takes payments', () => {
  const account = readAccount(
    fields({ AccountID: id, Name: 'Cheque', Type: 'BANK', Class: 'ASSET', Status: 'ACTIVE' }),
  );
  expect(account).toEqual({
    accountId: id,
    name: 'Cheque',
    type: 'BANK',
    class: 'ASSET',
    isActive: true,
    takesPayments: true,
  });
});

test('an archived revenue account takes neither lines nor payments', () => {
  const account = readAccount(
    fields({ AccountID: id, Code: '200', Type: 'REVENUE', Status: 'ARCHIVED', SystemAccount: '' }),
  );
  expect(account).toMatchObject({ code: '200', isActive: false, takesPayments: false });
  expect(account).not.toHaveProperty('systemAccount');
});

test('a tax rate says its effective rate and what it applies to', () => {
  const rate = readTaxRate(
    fields({
      TaxType: 'OUTPUT',
      Name: 'GST on Income',
      Status: 'ACTIVE',
      EffectiveRate: 10.0,
      CanApplyToRevenue: true,
      CanApplyToAssets: false,
    }),
  );
  expect(rate.effectiveRate.toFixed(1)).toBe('10.0');
  expect(rate.appliesTo).toEqual({
    assets: false,
    equity: false,
    expenses: false,
    liabilities: false,
    revenue: true,
  });
  expect(() => readTaxRate(fields({ TaxType: 'X' }))).toThrow('EffectiveRate is missing');
});

test('an organisation has its zone by its IANA name and its lock dates when set', () => {
  const value = {
    Name: 'Demo Company (NZ)',
    ShortCode: '!Qj35V',
    BaseCurrency: 'NZD',
    CountryCode: 'NZ',
    Timezone: 'NEWZEALANDSTANDARDTIME',
    IsDemoCompany: true,
    PeriodLockDate: '/Date(1789344000000+0000)/',
  };
  expect(readOrganisation(fields(value), tenantId)).toEqual({
    tenantId,
    name: 'Demo Company (NZ)',
    shortCode: '!Qj35V',
    baseCurrency: 'NZD',
    countryCode: 'NZ',
    timeZone: 'Pacific/Auckland',
    isDemo: true,
    periodLockDate: '2026-09-14',
  });
  expect(() => readOrganisation(fields({ ...value, Timezone: 'MOONTIME' }), tenantId)).toThrow(
    'IANA name for Timezone MOONTIME',
  );
});

test('each time zone that we name is one that dates can be worked out in', () => {
  for (const name of ['AUSEASTERNSTANDARDTIME', 'UTC', 'UTC+12', 'CENTRALSTANDARDTIME(MEXICO)']) {
    const zone = must(ianaTimeZone(name), name);
    expect(() => new Intl.DateTimeFormat('en', { timeZone: zone })).not.toThrow();
  }
  expect(ianaTimeZone('constructor')).toBeUndefined();
});

test('a credit note reads with what is left of it and what it was allocated to', () => {
  const note = readCreditNote(
    fields({
      CreditNoteID: id,
      ID: id,
      CreditNoteNumber: 'CN-1',
      Type: 'ACCRECCREDIT',
      Status: 'AUTHORISED',
      Contact: { ContactID: id, Name: 'Ridgeway' },
      DateString: '2026-09-14T00:00:00',
      CurrencyCode: 'AUD',
      SubTotal: 100.0,
      TotalTax: 10.0,
      Total: 110.0,
      RemainingCredit: 60.0,
      UpdatedDateUTC: '/Date(1789378203533+0000)/',
      Allocations: [
        { Amount: 50.0, Date: '/Date(1789344000000+0000)/', Invoice: { InvoiceID: id } },
        { Amount: 9.0, IsDeleted: true, Invoice: { InvoiceID: id } },
      ],
    }),
  );
  expect(JSON.parse(JSON.stringify(note))).toMatchObject({
    kind: 'credit_note',
    type: 'sale',
    number: 'CN-1',
    remaining: '60',
    allocations: [{ invoiceId: id, amount: '50', date: '2026-09-14' }],
  });
});
