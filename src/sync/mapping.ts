/**
 * A mapping to start from, chosen from what the organisation has: the sales account, the rounding
 * account, the tax rates for taxed, exempt and untaxed lines, the first bank account that is not for
 * client money. A person confirms or changes it; it is checked before anything is sent.
 */
import type { LineKind } from '../accounting/invoice.ts';
import type { Account, ReferenceData, TaxRate } from '../accounting/reference-data.ts';
import { startingMapping, type Mapping } from './policy.ts';

export function suggestMapping(reference: ReferenceData): Mapping {
  const active = reference.accounts.filter((account) => account.isActive);
  const revenue = active.filter((account) => account.class.toUpperCase() === 'REVENUE');
  const byCode = (code: string): Account | undefined =>
    revenue.find((account) => account.code === code);
  const sales = byCode(startingMapping.accounts.time) ?? revenue[0];
  const recharged = byCode(startingMapping.accounts.expense) ?? sales;
  const rounding = active.find((account) => account.systemAccount?.toUpperCase() === 'ROUNDING');
  const code = (account: Account | undefined, otherwise: string): string =>
    account?.code ?? otherwise;
  const accounts = {} as Record<LineKind, string>;
  for (const kind of Object.keys(startingMapping.accounts) as LineKind[]) {
    accounts[kind] = code(sales, startingMapping.accounts[kind]);
  }
  accounts.expense = code(recharged, startingMapping.accounts.expense);
  accounts.rounding = code(rounding ?? sales, startingMapping.accounts.rounding);
  return {
    accounts,
    taxTypes: suggestTaxTypes(reference.taxRates, sales),
    bankAccounts: suggestBankAccounts(active),
  };
}

/** By the account's own tax rate, then by the names that Xero gives its system rates. */
function suggestTaxTypes(
  rates: readonly TaxRate[],
  sales: Account | undefined,
): Record<string, string> {
  const usable = rates.filter((rate) => rate.isActive && rate.appliesTo.revenue);
  const first = (...types: string[]): string | undefined =>
    types.find((type) => usable.some((rate) => rate.taxType === type));
  const isTaxed = (type: string | undefined): boolean =>
    usable.some((rate) => rate.taxType === type && rate.effectiveRate.isPositive());
  const own = sales?.taxType;
  const standard = isTaxed(own) ? own : first('OUTPUT2', 'OUTPUT');
  const free = first('EXEMPTOUTPUT', 'ZERORATEDOUTPUT', 'ZERORATED', 'NONE');
  const none = first('BASEXCLUDED', 'NONE') ?? free;
  return {
    ...(standard === undefined ? {} : { standard }),
    ...(free === undefined ? {} : { free }),
    ...(none === undefined ? {} : { none }),
  };
}

/** Only an account that is plainly not for client money is suggested (RULES L12). */
function suggestBankAccounts(active: readonly Account[]): Record<string, string> {
  const office = active.find(
    (account) =>
      account.type.toUpperCase() === 'BANK' &&
      account.takesPayments &&
      !/trust|client/i.test(account.name),
  );
  return office ? { office: office.code ?? office.accountId } : {};
}
