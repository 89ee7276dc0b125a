/** The emulator's day rates: fixed, so that the same request always gives the same books. */
import { Decimal, decimal } from '../base/decimal.ts';

const perUsDollar: Readonly<Record<string, string>> = {
  USD: '1',
  AUD: '1.52',
  NZD: '1.67',
  GBP: '0.78',
  EUR: '0.91',
  CAD: '1.37',
  SGD: '1.34',
  HKD: '7.8',
  JPY: '149.5',
  ZAR: '18.4',
  CHF: '0.88',
};

/** Foreign units for one unit of the base currency, 6 decimals; 1 for a currency without a rate. */
export function dayRate(base: string, foreign: string): Decimal {
  const from = perUsDollar[base];
  const to = perUsDollar[foreign];
  if (from === undefined || to === undefined || base === foreign) return Decimal.one;
  return decimal(to).dividedBy(decimal(from), 6);
}
