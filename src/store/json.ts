/**
 * Records kept as JSON: Decimals are written as text and revived by the names of their fields, which
 * are the same in postings, mirrors and bases.
 */
import { Decimal } from '../base/decimal.ts';

const decimalFields = new Set([
  'quantity',
  'unitPrice',
  'unitAmount',
  'discount',
  'discountAmount',
  'discountRate',
  'amount',
  'tax',
  'taxRate',
  'net',
  'total',
  'amountDue',
  'amountPaid',
  'amountCredited',
  'currencyRate',
  'effectiveRate',
  'remaining',
]);

/** What `JSON.stringify` wrote of a T, back as a T. */
export function revive<T>(value: unknown): T {
  return reviveValue(value, '') as T;
}

function reviveValue(value: unknown, key: string): unknown {
  if (typeof value === 'string') {
    return decimalFields.has(key) ? Decimal.parse(value) : value;
  }
  if (Array.isArray(value)) return value.map((item) => reviveValue(item, ''));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, reviveValue(item, name)]),
  );
}

/** Leaves out what is null: SQL's nothing as ours. */
export function present<T extends object>(row: T): { [K in keyof T]: Exclude<T[K], null> } {
  return Object.fromEntries(
    Object.entries(row).filter(([, value]) => value !== null && value !== undefined),
  ) as { [K in keyof T]: Exclude<T[K], null> };
}
