import { describe, expect, test } from 'vitest';
import type { Account, TaxRate } from '../accounting/reference-data.ts';
import { decimal } from '../base/decimal.ts';
import { suggestMapping } from './mapping.ts';
import { reference, xeroId } from './plan-fixture.ts';

function without(codes: readonly string[]): readonly Account[] {
  return reference.accounts.filter(({ code }) => !codes.includes(code ?? ''));
}

describe('[CON5] a mapping to start from names only what the organisation has', () => {
  test('[CON5] sales, recharged expenses, rounding, taxes and the office account are found', () => {
    expect(suggestMapping(reference)).toEqual({
      accounts: {
        time: '200',
        expense: '260',
        fixed_fee: '200',
        discount: '200',
        write_off: '200',
        no_charge: '200',
        rounding: '200',
      },
      taxTypes: { standard: 'OUTPUT', free: 'EXEMPTOUTPUT', none: 'BASEXCLUDED' },
      bankAccounts: { office: '090' },
    });
  });

  test('[CON5] the rounding account is the one that Xero itself calls so', () => {
    const accounts = reference.accounts.map((account) =>
      account.code === '860' ? { ...account, class: 'EQUITY', systemAccount: 'ROUNDING' } : account,
    );
    expect(suggestMapping({ ...reference, accounts }).accounts.rounding).toBe('860');
  });

  test('[CON5] an account for client money is never suggested for payments', () => {
    const accounts = without(['090']);
    expect(suggestMapping({ ...reference, accounts }).bankAccounts).toEqual({});
    const uncoded = accounts.map(({ code, ...account }) =>
      account.type === 'BANK' ? { ...account, name: 'Office' } : { ...account, code: code ?? '' },
    );
    expect(suggestMapping({ ...reference, accounts: uncoded }).bankAccounts).toEqual({
      office: xeroId(91),
    });
  });

  test('[CON5] another chart and other taxes are followed, and inactive ones are not', () => {
    const rate = (taxType: string, effectiveRate: string, isActive = true): TaxRate => ({
      taxType,
      name: taxType,
      effectiveRate: decimal(effectiveRate),
      isActive,
      appliesTo: { assets: true, equity: true, expenses: true, liabilities: true, revenue: true },
    });
    const accounts = without(['200', '260']).map((account) =>
      account.code === '860' ? { ...account, code: '4000', taxType: 'NONE' } : account,
    );
    const taxRates = [rate('OUTPUT', '12.5', false), rate('OUTPUT2', '20'), rate('NONE', '0')];
    const mapping = suggestMapping({ ...reference, accounts, taxRates });
    expect(mapping.accounts.time).toBe('4000');
    expect(mapping.taxTypes).toEqual({ standard: 'OUTPUT2', free: 'NONE', none: 'NONE' });
  });
});
