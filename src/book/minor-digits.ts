/** Decimals of a currency, remembered: asking the platform costs more than reading a row. */
import { minorDigits } from '../accounting/invoice.ts';

const known = new Map<string, number>();

/** As `minorDigits`, for one of the few currencies that a file has. */
export function placesOf(currency: string): number {
  let places = known.get(currency);
  if (places === undefined) {
    places = minorDigits(currency);
    known.set(currency, places);
  }
  return places;
}
