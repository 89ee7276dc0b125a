/** Days reckoned with for the sample practice: working days, ends of months, how long ago. */
import { addDays, date, day, instant, type CalendarDate, type Instant } from '../../base/time.ts';

function at(of: CalendarDate): number {
  return Date.parse(`${of}T00:00:00Z`);
}

/** Whole days from one date to another; negative when the second is earlier. */
export function daysBetween(from: CalendarDate, to: CalendarDate): number {
  return Math.round((at(to) - at(from)) / day);
}

/** Midnight in UTC, which is a morning in Sydney: when a record of that day was made. */
export function instantOn(of: CalendarDate): Instant {
  return instant(at(of));
}

/** The day itself, or the Friday before a weekend. */
export function workingDay(of: CalendarDate): CalendarDate {
  const weekday = new Date(at(of)).getUTCDay();
  if (weekday === 6) return addDays(of, -1);
  return weekday === 0 ? addDays(of, -2) : of;
}

export function endOfMonth(of: CalendarDate): CalendarDate {
  const next = addDays(date(`${of.slice(0, 7)}-28`), 4);
  return addDays(date(`${next.slice(0, 7)}-01`), -1);
}
