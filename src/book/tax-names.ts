/**
 * The tax names of Xero's CSV layout: display names of tax rates, which differ by country and may be
 * the firm's own. Names that say their rate, or that Xero ships, are understood; a rate is never
 * guessed for the others.
 */
import { decimal, type Decimal } from '../base/decimal.ts';

export interface NamedTax {
  readonly taxCode: 'standard' | 'free' | 'none';
  /** Per cent; absent when the name does not say. */
  readonly taxRate?: Decimal;
}

const nil = decimal('0');

/** What a tax rate's display name means; a taxed name without a rate leaves the rate open. */
export function namedTax(name: string): NamedTax {
  const text = name.toLowerCase();
  if (/\b(bas excluded|tax exempt|no (vat|gst|tax)|none)\b/.test(text)) {
    return { taxCode: 'none', taxRate: nil };
  }
  if (/\b(free|zero[ -]?rated|exempt)\b/.test(text)) return { taxCode: 'free', taxRate: nil };
  const percent = /(\d{1,2}(?:\.\d{1,4})?) ?%/.exec(text);
  if (percent?.[1] !== undefined) {
    const taxRate = decimal(percent[1]);
    return taxRate.isZero() ? { taxCode: 'free', taxRate } : { taxCode: 'standard', taxRate };
  }
  // Australia's only rate goes by its name alone.
  if (text === 'gst on income') return { taxCode: 'standard', taxRate: decimal('10') };
  return { taxCode: 'standard' };
}
