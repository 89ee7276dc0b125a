/**
 * Xero's two notations for points in time, and the two kinds of thing that they mean. `/Date(ms)/`,
 * with or without an offset that shifts nothing, and `2026-09-14T00:00:00`, with or without a Z, are
 * both UTC. A date field is midnight UTC of the calendar day, so its day is read in UTC and never in
 * a local zone. What we send is `YYYY-MM-DD` alone: time stamps slip a day.
 */
import {
  formatInstant,
  instant,
  parseDate,
  type CalendarDate,
  type Instant,
} from '../base/time.ts';

const msDate = /^\/Date\((-?\d{1,16})(?:[+-]\d{4})?\)\/$/;
const isoDate = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}:\d{2})(\.\d{1,7})?Z?)?$/;

/** Some answers spell "none" as the first day of year 1. */
const noneBefore = Date.parse('1000-01-01T00:00:00Z');

/** Either notation; undefined for anything else, and for the null date. */
export function readWireInstant(text: string): Instant | undefined {
  const ms = msDate.exec(text)?.[1];
  if (ms !== undefined) return inRange(Number(ms));
  const match = isoDate.exec(text);
  const day = match?.[1];
  if (day === undefined || parseDate(day) === undefined) return undefined;
  const fraction = (match?.[3] ?? '').slice(0, 4);
  return inRange(Date.parse(`${day}T${match?.[2] ?? '00:00:00'}${fraction}Z`));
}

function inRange(ms: number): Instant | undefined {
  const isDate = Math.abs(ms) <= 8.64e15 && ms > noneBefore;
  return isDate ? instant(ms) : undefined;
}

/** The calendar day of a date field in either notation. */
export function readWireDate(text: string): CalendarDate | undefined {
  const at = readWireInstant(text);
  return at === undefined ? undefined : parseDate(formatInstant(at).slice(0, 10));
}

/** The If-Modified-Since form: UTC to the second, rounded down so that nothing is passed over. */
export function writeModifiedSince(at: Instant): string {
  return formatInstant(at).slice(0, 19);
}
