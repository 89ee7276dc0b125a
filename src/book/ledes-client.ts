/** Whom a LEDES invoice bills: CLIENT_ID, and in 98BI name, tax number and address as well. */
import type { Address } from '../accounting/contact.ts';
import type { ImportedClient } from './imported-invoice.ts';
import { textUpTo, type InvoiceRows } from './invoice-rows.ts';
import type { LedesVersion } from './ledes-columns.ts';

/** Xero holds up to 50 characters of a contact number. */
const clientNumberMax = 50;

/** The client on whom all rows agree; undefined when a fault was noted. */
export function ledesClient(rows: InvoiceRows, version: LedesVersion): ImportedClient | undefined {
  const number = rows.agreed('CLIENT_ID', { parse: textUpTo(clientNumberMax), isNeeded: true });
  const optional = (field: string, max = 255): string =>
    version === '98BI' ? (rows.agreed(field, { parse: textUpTo(max) }).value ?? '') : '';
  const name = optional('CLIENT_NAME');
  const taxNumber = optional('CLIENT_TAX_ID', clientNumberMax);
  const address = addressOf({
    lines: [optional('CLIENT_ADDRESS_1'), optional('CLIENT_ADDRESS_2')],
    city: optional('CLIENT_CITY'),
    region: optional('CLIENT_STATEORREGION'),
    postalCode: optional('CLIENT_POSTCODE'),
    country: optional('CLIENT_COUNTRY'),
  });
  if (number.kind !== 'value') return undefined;
  return {
    number: number.value,
    ...(name === '' ? {} : { name }),
    ...(taxNumber === '' ? {} : { taxNumber }),
    ...(address === undefined ? {} : { address }),
  };
}

/** A billing address of the parts that are not blank; undefined when all are. */
export function addressOf(parts: {
  readonly lines: readonly string[];
  readonly city: string;
  readonly region: string;
  readonly postalCode: string;
  readonly country: string;
}): Address | undefined {
  const lines = parts.lines.filter((line) => line !== '');
  const { city, region, postalCode, country } = parts;
  if (lines.length === 0 && [city, region, postalCode, country].every((part) => part === '')) {
    return undefined;
  }
  return {
    type: 'billing',
    lines,
    ...(city === '' ? {} : { city }),
    ...(region === '' ? {} : { region }),
    ...(postalCode === '' ? {} : { postalCode }),
    ...(country === '' ? {} : { country }),
  };
}
