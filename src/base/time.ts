/**
 * Time as an argument. An Instant is milliseconds since 1970 in UTC; a CalendarDate is a day without
 * a zone (`2026-11-22`), which is what invoices and payments carry. Only base/system.ts reads the
 * machine's clock.
 */
import { assert } from './assert.ts';

export type Instant = number & { readonly __instant: true };
export type CalendarDate = string & { readonly __calendarDate: true };

export interface Clock {
  now(): Instant;
  /** Resolves after `ms`, or at once when `signal` aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export const second = 1000;
export const minute = 60 * second;
export const hour = 60 * minute;
export const day = 24 * hour;

export function instant(ms: number): Instant {
  assert(Number.isFinite(ms), 'an instant is a finite number of milliseconds');
  return Math.trunc(ms) as Instant;
}

/** `2026-11-22T01:02:03.456Z` */
export function formatInstant(at: Instant): string {
  return new Date(at).toISOString();
}

/** Reads an ISO time stamp with a zone; undefined for anything else. */
export function parseInstant(text: string): Instant | undefined {
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? undefined : instant(ms);
}

const datePattern = /^(\d{4})-(\d{2})-(\d{2})$/;

/** Reads `YYYY-MM-DD`; undefined for anything that is not a day of the calendar (2026-02-30). */
export function parseDate(text: string): CalendarDate | undefined {
  const match = datePattern.exec(text);
  if (!match) return undefined;
  const at = new Date(`${text}T00:00:00Z`);
  if (Number.isNaN(at.getTime()) || at.toISOString().slice(0, 10) !== text) return undefined;
  return text as CalendarDate;
}

/** As `parseDate`, for text that is known to be a date; a bug otherwise. */
export function date(text: string): CalendarDate {
  const value = parseDate(text);
  assert(value, `not a calendar date: ${JSON.stringify(text)}`);
  return value;
}

export function addDays(from: CalendarDate, days: number): CalendarDate {
  const at = new Date(`${from}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + days);
  return at.toISOString().slice(0, 10) as CalendarDate;
}

/** The day that `at` falls on in an IANA zone such as `Australia/Sydney`. */
export function dateIn(zone: string, at: Instant): CalendarDate {
  const parts = new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' });
  return date(parts.format(new Date(at)));
}
