/**
 * What the workload knows of the outcome of its own deeds: certain (a valid record that nobody else
 * touched has to be equal on both sides), impossible (a record that must never be in Xero), or
 * unknown (either, as long as nothing is silent or doubled).
 */
import type { CalendarDate } from '../../src/base/time.ts';

export class Known {
  /** Invoices that a person made in Xero and that are none of ours: never changed by the app. */
  readonly strangers = new Set<string>();
  /** Numbers of invoices that Xero must never get: what they say has no place there. */
  readonly impossible = new Set<string>();
  /** Numbers that were used in Xero by hand before the book used them. */
  readonly clashes = new Set<string>();
  /** Book records whose outcome is not certain, with the first reason. */
  readonly #unknown = new Map<string, string>();
  /** The latest lock date that was ever set: what is dated up to it is not certain. */
  lockedUpTo: CalendarDate | undefined;

  doubt(bookId: string, reason: string): void {
    if (!this.#unknown.has(bookId)) this.#unknown.set(bookId, reason);
  }

  isCertain(bookId: string): boolean {
    return !this.#unknown.has(bookId);
  }

  lock(date: CalendarDate): void {
    if (this.lockedUpTo === undefined || date > this.lockedUpTo) this.lockedUpTo = date;
  }

  isLocked(date: CalendarDate): boolean {
    return this.lockedUpTo !== undefined && date <= this.lockedUpTo;
  }
}
