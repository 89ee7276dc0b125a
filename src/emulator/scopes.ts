/**
 * Which scope a call needs. The old broad names and the granular ones of 2026 both count, a scope to
 * write also lets read.
 */

const needs = new Map<string, readonly string[]>(
  Object.entries({
    Organisation: ['accounting.settings'],
    Organisations: ['accounting.settings'],
    Accounts: ['accounting.settings'],
    TaxRates: ['accounting.settings'],
    Currencies: ['accounting.settings'],
    BrandingThemes: ['accounting.settings'],
    TrackingCategories: ['accounting.settings'],
    Contacts: ['accounting.contacts'],
    Invoices: ['accounting.transactions', 'accounting.invoices'],
    CreditNotes: ['accounting.transactions', 'accounting.invoices'],
    Payments: ['accounting.transactions', 'accounting.payments'],
  }),
);

/** Every scope a custom connection gets when it asks for none. */
export const customConnectionScopes = [
  'accounting.invoices',
  'accounting.payments',
  'accounting.contacts',
  'accounting.settings',
  'accounting.transactions',
].join(' ');

/** Whether the granted scopes allow this method on this resource. Unknown resources need none. */
export function scopeAllows(granted: string, resource: string, method: string): boolean {
  const wanted = needs.get(resource);
  if (!wanted) return true;
  const held = new Set(granted.split(' '));
  const reading = method === 'GET';
  return wanted.some((scope) => held.has(scope) || (reading && held.has(`${scope}.read`)));
}

const known =
  /^(openid|profile|email|offline_access|app\.connections|(accounting|files|assets|projects|payroll|finance|practicemanager|bankfeeds|einvoicing)(\.[a-z]+)*)$/;

/** The first scope that Xero would not know. */
export function unknownScope(scope: string): string | undefined {
  return scope.split(' ').find((name) => name !== '' && !known.test(name));
}
