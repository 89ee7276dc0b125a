/**
 * How a field's text becomes a number, a date or a currency, strictly: what can be read in two ways,
 * or only with good will, is a fault that says what is wrong with it.
 */
import { Decimal, decimal } from '../base/decimal.ts';
import { parseDate, type CalendarDate } from '../base/time.ts';
import type { ImportCode } from './import-codes.ts';

export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly code: ImportCode; readonly problem: string };

function unread(
  code: ImportCode,
  problem: string,
): { ok: false; code: ImportCode; problem: string } {
  return { ok: false, code, problem };
}

/** Xero's largest line amount. */
const amountMax = decimal('9999999999.99');

/**
 * A number with an optional sign, digits and at most one point: `1250.`, `.5`, `-70`. With
 * `allowGrouping` also `1,684.45`, where the point leaves no doubt what the comma is.
 */
export function parseNumber(text: string, allowGrouping = false): Parsed<Decimal> {
  const isGrouped = allowGrouping && /^[+-]?\d{1,3}(,\d{3})+\.\d*$/.test(text);
  const value = Decimal.tryParse(isGrouped ? text.replaceAll(',', '') : text);
  if (value) {
    return value.absolute().compare(amountMax) > 0
      ? unread('number_too_large', 'is larger than any amount that Xero takes')
      : { ok: true, value };
  }
  if (/^[+-]?[\d.,' ]+$/.test(text)) {
    return unread('bad_number', 'is no plain number: write it without thousands separators');
  }
  if (/\d[eE][+-]?\d/.test(text)) return unread('bad_number', 'is in scientific notation');
  if (/[($€£]/.test(text)) {
    return unread('bad_number', 'is no plain number: write it without currency signs or brackets');
  }
  return unread('bad_number', 'is no number');
}

function inRange(value: CalendarDate | undefined, form: string): Parsed<CalendarDate> {
  if (value === undefined) return unread('bad_date', `is no date: write it as ${form}`);
  return value < '1970-01-01' || value > '2199-12-31'
    ? unread('bad_date', 'lies outside the years 1970 to 2199')
    : { ok: true, value };
}

/** LEDES dates: `20260131`; with dashes or slashes after the year they are as clear. */
export function parseLedesDate(text: string): Parsed<CalendarDate> {
  const match = /^(\d{4})([-/]?)(\d{2})\2(\d{2})$/.exec(text);
  return inRange(match ? parseDate(`${match[1]}-${match[3]}-${match[4]}`) : undefined, 'YYYYMMDD');
}

const months = 'janfebmaraprmayjunjulaugsepoctnovdec';

function monthNumber(name: string): string {
  const at = months.indexOf(name.slice(0, 3).toLowerCase());
  return at < 0 || at % 3 !== 0 ? '' : String(at / 3 + 1).padStart(2, '0');
}

/**
 * CSV dates: `2026-01-31`, `20260131`, `31 Jan 2026`, and `31/01/2026` by `order`. Without an order a
 * date with slashes is taken only if one of its halves can not be a month.
 */
export function parseCsvDate(text: string, order?: 'dmy' | 'mdy'): Parsed<CalendarDate> {
  const form = 'YYYY-MM-DD';
  const iso = /^(\d{4})([-/]?)(\d{2})\2(\d{2})(?:[T ]00:00(?::00(?:\.0+)?)?)?$/.exec(text);
  if (iso) return inRange(parseDate(`${iso[1]}-${iso[3]}-${iso[4]}`), form);
  const named = /^(\d{1,2})[ -]([A-Za-z]{3,9})[ -](\d{4})$/.exec(text);
  if (named) {
    const day = (named[1] ?? '').padStart(2, '0');
    return inRange(parseDate(`${named[3]}-${monthNumber(named[2] ?? '')}-${day}`), form);
  }
  const slashed = /^(\d{1,2})([/.-])(\d{1,2})\2(\d{4})$/.exec(text);
  if (!slashed) return inRange(undefined, form);
  const first = (slashed[1] ?? '').padStart(2, '0');
  const second = (slashed[3] ?? '').padStart(2, '0');
  const dayFirst = parseDate(`${slashed[4]}-${second}-${first}`);
  const monthFirst = parseDate(`${slashed[4]}-${first}-${second}`);
  if (order !== undefined) return inRange(order === 'dmy' ? dayFirst : monthFirst, form);
  if (dayFirst !== undefined && monthFirst !== undefined && dayFirst !== monthFirst) {
    const problem = `may be ${dayFirst} or ${monthFirst}: write it as ${form}, or give the date order`;
    return unread('ambiguous_date', problem);
  }
  return inRange(dayFirst ?? monthFirst, form);
}

const currencies = new Set(Intl.supportedValuesOf('currency'));

/** An ISO 4217 code in any case. */
export function parseCurrency(text: string): Parsed<string> {
  const value = text.toUpperCase();
  return currencies.has(value)
    ? { ok: true, value }
    : unread('bad_currency', 'is no currency of ISO 4217');
}
