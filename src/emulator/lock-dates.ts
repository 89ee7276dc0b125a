/**
 * Lock dates: nothing dated on or before them may be approved, edited, voided or paid. The year-end
 * lock is told first. An app acts as a standard user; both locks stop it.
 */
import type { CalendarDate } from '../base/time.ts';
import type { Books } from './books.ts';

interface Lock {
  readonly name: 'end of year lock date' | 'period lock date';
  readonly date: CalendarDate;
}

function lockOver(books: Books, date: CalendarDate): Lock | undefined {
  const { EndOfYearLockDate, PeriodLockDate } = books.organisation;
  if (EndOfYearLockDate && date <= EndOfYearLockDate) {
    return { name: 'end of year lock date', date: EndOfYearLockDate };
  }
  if (PeriodLockDate && date <= PeriodLockDate) {
    return { name: 'period lock date', date: PeriodLockDate };
  }
  return undefined;
}

/** `30 June 2026` */
function spoken(date: CalendarDate): string {
  return new Intl.DateTimeFormat('en-AU', {
    timeZone: 'UTC',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
  }).format(new Date(`${date}T00:00:00Z`));
}

/** For a date that is to be set. */
export function lockedDate(books: Books, date: CalendarDate): string | undefined {
  const lock = lockOver(books, date);
  return (
    lock &&
    `The document date cannot be before the ${lock.name}, currently set at ${spoken(lock.date)}`
  );
}

/** For a document that is to be edited or voided. */
export function lockedDocument(books: Books, date: CalendarDate): string | undefined {
  const lock = lockOver(books, date);
  return lock && `The document cannot be edited as it is currently dated before the ${lock.name}`;
}
