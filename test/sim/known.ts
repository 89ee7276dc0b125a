/**
 * What the workload knows of the outcome of its own deeds: certain (a valid record that nobody else
 * touched has to be equal on both sides), impossible (a record that must never be in Xero), or
 * unknown (either, as long as nothing is silent or doubled).
 */
import { chance, pick, type Random } from '../../src/base/random.ts';
import type { CalendarDate } from '../../src/base/time.ts';

/** So many of the last records whose answer was spoilt are remembered. */
const hotMax = 8;
const hotChance = 0.4;

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

  /**
   * Records (ids of Xero and numbers of invoices) that were just written while the answer was spoilt:
   * the ones to touch if something is to go wrong.
   */
  hot: readonly string[] = [];

  heat(names: readonly string[]): void {
    this.hot = [...this.hot, ...names].slice(-hotMax);
  }

  /** One of them; often one that is hot, if there is any. */
  pick<T>(random: Random, rows: readonly T[], nameOf: (row: T) => readonly string[]): T {
    const hot = rows.filter((row) => nameOf(row).some((name) => this.hot.includes(name)));
    return hot.length > 0 && chance(random, hotChance) ? pick(random, hot) : pick(random, rows);
  }

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
