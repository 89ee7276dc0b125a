/** Amounts, dates and states in words, as an English reader expects them. */
import type { ShownStatus } from '../api/invoices.ts';
import type { SyncState } from '../api/sync-mark.ts';
import type { SyncRunView } from '../api/syncs.ts';

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `1234567.80` as `1,234,567.80`; text in, text out, so that no amount becomes a float. */
export function amountText(amount: string): string {
  const [whole = '', fraction] = amount.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',').replace('-', '−');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

export function isZero(amount: string): boolean {
  return /^-?0*(\.0*)?$/.test(amount);
}

/** `2026-11-22` as `22 Nov 2026`. */
export function dateText(date: string): string {
  const [year = '', month = '', day = ''] = date.slice(0, 10).split('-');
  return `${Number(day)} ${months[Number(month) - 1] ?? month} ${year}`;
}

/** `2026-11` as `Nov 2026`. */
export function monthText(month: string): string {
  const [year = '', number = ''] = month.split('-');
  return `${months[Number(number) - 1] ?? number} ${year}`;
}

const two = (n: number): string => String(n).padStart(2, '0');

/** A moment in the reader's own zone: `22 Nov 2026, 09:14`. */
export function momentText(instant: string): string {
  const at = new Date(instant);
  const day = `${at.getDate()} ${months[at.getMonth()] ?? ''} ${at.getFullYear()}`;
  return `${day}, ${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** How long before `now` something was: `just now`, `4 minutes ago`, `3 hours ago`, `2 days ago`. */
export function agoText(instant: string, now: string): string {
  const minutes = Math.floor((Date.parse(now) - Date.parse(instant)) / 60_000);
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${countText(minutes, 'minute')} ago`;
  if (minutes < 48 * 60) return `${countText(Math.floor(minutes / 60), 'hour')} ago`;
  return `${countText(Math.floor(minutes / (24 * 60)), 'day')} ago`;
}

/** `1.4 s`, `12 s`, `3 min 20 s`. */
export function durationText(fromInstant: string, toInstant: string): string {
  const ms = Math.max(Date.parse(toInstant) - Date.parse(fromInstant), 0);
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

export function numberText(n: number): string {
  return amountText(String(n));
}

/** `1 invoice`, `1,203 invoices`. */
export function countText(n: number, noun: string): string {
  return `${numberText(n)} ${noun}${n === 1 ? '' : 's'}`;
}

export const statusWords: Readonly<Record<ShownStatus, string>> = {
  draft: 'Draft',
  awaiting_approval: 'Awaiting approval',
  issued: 'Issued',
  part_paid: 'Part paid',
  overdue: 'Overdue',
  paid: 'Paid',
  cancelled: 'Cancelled',
};

export const syncWords: Readonly<Record<SyncState, string>> = {
  in_agreement: 'In agreement',
  waiting: 'Waiting',
  awaiting_answer: 'Awaiting answer',
  finding: 'Needs you',
  not_sent: 'Not sent',
};

export const phaseWords: Readonly<Record<SyncRunView['phase'], string>> = {
  reading: 'Reading what changed in Xero',
  contacts: 'Contacts',
  invoices: 'Invoices',
  payments: 'Payments',
  checking: 'Checking what came back',
  settling: 'Waiting for answers',
};

const causes: Readonly<Record<string, string>> = {
  start: 'At start',
  person: 'Asked for',
  schedule: 'On schedule',
  hint: 'After a change',
  edits: 'After edits here',
  answers: 'For an awaited answer',
};

export function causeText(cause: string): string {
  return causes[cause] ?? cause;
}
