/**
 * Xero's JSON as it looks on the wire: decimals printed as numbers with at least one decimal, dates
 * as `/Date(ms+0000)/`, absent keys left out; and reading JSON without ever turning an amount into a
 * float. Which keys a resource has is left to the *-view files.
 */
import { Decimal } from '../base/decimal.ts';
import { instant, parseDate, type CalendarDate, type Instant } from '../base/time.ts';

/** The id that Xero shows for a record that was not created. */
export const zeroId = '00000000-0000-0000-0000-000000000000';

/** JSON text. Decimals become numbers (`24.15`, `0.0`); undefined keys are left out. */
export function encode(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (value instanceof Decimal) return value.normalised(1).toString();
  if (Array.isArray(value)) return encodeList(value);
  let text = '';
  const source = value as Readonly<Record<string, unknown>>;
  // Faster than entries: a page of a thousand invoices has some 60,000 keys.
  for (const key of Object.keys(source)) {
    const item = source[key];
    if (item === undefined) continue;
    text += `${text === '' ? '' : ','}${quoted(key)}:${encode(item)}`;
  }
  return `{${text}}`;
}

const quotedKeys = new Map<string, string>();

/** Keys are few and come again and again. Ids as keys (in the control API) are not kept. */
function quoted(key: string): string {
  const known = quotedKeys.get(key);
  if (known !== undefined) return known;
  const text = JSON.stringify(key);
  if (quotedKeys.size < 1000) quotedKeys.set(key, text);
  return text;
}

function encodeList(items: readonly unknown[]): string {
  let text = '';
  for (const item of items) text += `${text === '' ? '' : ','}${encode(item)}`;
  return `[${text}]`;
}

type Reviver = (key: string, value: unknown, context: { source?: string }) => unknown;
// The third argument of a reviver (the number as it was written) is newer than the compiler's library.
const parseJson = JSON.parse as (text: string, reviver: Reviver) => unknown;

const exponentForm = /^(-?)(\d+)(?:\.(\d+))?[eE]([+-]?\d{1,3})$/;

function decimalOf(source: string): Decimal {
  const plain = Decimal.tryParse(source);
  if (plain) return plain;
  const match = exponentForm.exec(source);
  if (!match) throw new SyntaxError(`not a number: ${source}`);
  const fraction = match[3] ?? '';
  const units = BigInt(`${match[1] ?? ''}${match[2] ?? ''}${fraction}`);
  const scale = fraction.length - Number(match[4]);
  return scale >= 0
    ? Decimal.ofUnits(units, scale)
    : Decimal.ofInteger(units * 10n ** BigInt(-scale));
}

/** Reads a request body: every number becomes a Decimal. Throws SyntaxError. */
export function decodeBody(text: string): unknown {
  return parseJson(text, (_key, value, { source }) =>
    typeof value === 'number' ? decimalOf(source ?? String(value)) : value,
  );
}

/** Reads what `encode` wrote: a number with a point is a Decimal, one without stays a number. */
export function decodeStored(text: string): unknown {
  return parseJson(text, (_key, value, { source }) =>
    typeof value === 'number' && source?.includes('.') ? decimalOf(source) : value,
  );
}

/** `/Date(1789344000000+0000)/`, midnight UTC of the day. */
export function wireDate(date: CalendarDate): string {
  return `/Date(${Date.parse(`${date}T00:00:00Z`)}+0000)/`;
}

/** `2026-09-14T00:00:00`, the companion of a date. */
export function wireDateString(date: CalendarDate): string {
  return `${date}T00:00:00`;
}

/** `/Date(1789378199100+0000)/` */
export function wireTime(at: number): string {
  return `/Date(${at}+0000)/`;
}

/** The envelope's and the organisation's time stamps carry no offset. */
export function wireTimeBare(at: number): string {
  return `/Date(${at})/`;
}

/** `2026-09-14T09:29:59Z`, the companion of UpdatedDateUTC. */
export function wireTimeString(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}

const msDate = /^\/Date\((-?\d+)(?:[+-]\d{4})?\)\/$/;
const localTime = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?$/;
const zonedTime = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/;

/**
 * A time stamp of a request or header in any form that Xero takes: `/Date(…)/`, ISO with or without
 * a zone (without means UTC), a bare date, RFC 1123.
 */
export function readTime(text: string): Instant | undefined {
  const ms = msDate.exec(text);
  if (ms) return instant(Number(ms[1]));
  if (parseDate(text)) return instant(Date.parse(`${text}T00:00:00Z`));
  if (localTime.test(text)) return finite(Date.parse(`${text.replace(' ', 'T')}Z`));
  if (zonedTime.test(text)) return finite(Date.parse(text.replace(' ', 'T')));
  return /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} /.test(text)
    ? finite(Date.parse(text))
    : undefined;
}

function finite(ms: number): Instant | undefined {
  return Number.isFinite(ms) ? instant(ms) : undefined;
}

/** The calendar date of a request's value. A time stamp with an offset is turned into UTC first and
 * can slip by a day, as it does in Xero. */
export function readDate(text: string): CalendarDate | undefined {
  const plain = parseDate(text);
  if (plain) return plain;
  const at = readTime(text);
  return at === undefined ? undefined : parseDate(new Date(at).toISOString().slice(0, 10));
}
