/**
 * What we ask leave for. The granular scopes: apps registered since March 2026 have no others, and
 * the broad ones end in September 2027.
 */
const identity = ['openid', 'profile', 'email', 'offline_access'] as const;

/** To read and write contacts, invoices and payments; settings are only read. */
export const fullScopes: readonly string[] = [
  ...identity,
  'accounting.contacts',
  'accounting.invoices',
  'accounting.payments',
  'accounting.settings.read',
];

/** For the first day of a firm with history, and for the `view` preset: nothing can be written. */
export const readOnlyScopes: readonly string[] = [
  ...identity,
  'accounting.contacts.read',
  'accounting.invoices.read',
  'accounting.payments.read',
  'accounting.settings.read',
];

/** Without a person there is nobody to identify and nothing to refresh. */
export function scopesForClientCredentials(scopes: readonly string[]): readonly string[] {
  const personal: readonly string[] = identity;
  return scopes.filter((scope) => !personal.includes(scope));
}
