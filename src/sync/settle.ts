/**
 * What to do about a write whose answer never came (RULES P3-P5). The look is a read that began after
 * the write was sent; the mirror then holds the record if the write happened. A record adopts only
 * what carries its mark and is provably ours.
 *
 * Contacts and invoices are guarded: Xero lets no number exist twice, so when the look finds nothing
 * they may be written again. Payments are not: they wait until the first sending had time to land,
 * then the same key and bytes go once more while Xero still remembers the key, else absence counts
 * after two looks, the last ten minutes after sending.
 */
import { limits } from '../base/limits.ts';
import { instant, minute, type Instant } from '../base/time.ts';
import { differingFields } from './invoice-difference.ts';
import { isSameText } from './merge.ts';
import type { AnyMirror, MirrorInvoice } from './mirror.ts';
import type { AnyPosting, InvoicePosting, Write } from './posting.ts';

export interface OpenIntent {
  readonly write: Write;
  readonly firstSentAt: Instant;
  /** When it was sent last. */
  readonly sentAt: Instant;
  /** Reads that began after `sentAt` and found nothing. */
  readonly looks: number;
  /** When the last look began; at least `sentAt` once there was one. */
  readonly lookedAt?: Instant;
  /** The access token that it was sent with is still the one in use. */
  readonly isSameToken: boolean;
  /** Another write of the same call is known to have happened: Xero has worked through the call. */
  readonly isCallKnownDone: boolean;
  /** What the mirror holds under the write's mark (or id), voided and deleted records too. */
  readonly found: readonly AnyMirror[];
}

export type Settlement =
  | { readonly kind: 'accepted'; readonly mirror: AnyMirror }
  /** It did not happen: plan anew. */
  | { readonly kind: 'absent' }
  /** Send the stored call again, same key and same bytes. */
  | { readonly kind: 'replay' }
  | { readonly kind: 'wait'; readonly until: Instant };

export function settle(intent: OpenIntent, now: Instant): Settlement {
  const { write } = intent;
  if (intent.lookedAt === undefined || intent.lookedAt < intent.sentAt) {
    return { kind: 'wait', until: instant(now + minute) };
  }
  if (write.action !== 'create') return settleChange(write, intent.found);
  const ours = intent.found.find((mirror) => isOurs(write.posting, mirror));
  if (ours) return { kind: 'accepted', mirror: ours };
  if (write.posting.kind !== 'payment') return { kind: 'absent' };
  // It was made and deleted again: nothing is under way any more, and its old answer proves nothing.
  if (intent.found.some(isDeletedPayment)) return { kind: 'absent' };
  return settleUnguarded(intent, now);
}

function isDeletedPayment(mirror: AnyMirror): boolean {
  return mirror.kind === 'payment' && mirror.status === 'deleted';
}

function settleUnguarded(intent: OpenIntent, now: Instant): Settlement {
  const age = now - intent.firstSentAt;
  const lookedAfter = (intent.lookedAt ?? 0) - intent.sentAt;
  if (intent.looks >= 2 && lookedAfter >= limits.absenceAfterMs) return { kind: 'absent' };
  const mayReplay = intent.isSameToken && !intent.isCallKnownDone;
  if (mayReplay && age < limits.replayWindowMs) {
    const hadTime = lookedAfter >= limits.replayAfterMs;
    return hadTime ? { kind: 'replay' } : { kind: 'wait', until: at(intent, limits.replayAfterMs) };
  }
  return { kind: 'wait', until: at(intent, limits.absenceAfterMs) };
}

function at(intent: OpenIntent, afterMs: number): Instant {
  return instant(intent.sentAt + afterMs);
}

/** Provably ours: its mark, and our link or equal content. Voided and deleted never satisfy. */
export function isOurs(posting: AnyPosting, mirror: AnyMirror): boolean {
  if (posting.kind === 'contact') {
    return (
      mirror.kind === 'contact' &&
      mirror.status === 'active' &&
      mirror.fields.number === posting.fields.number &&
      isSameText(mirror.fields.name, posting.fields.name)
    );
  }
  if (posting.kind === 'payment') {
    return (
      mirror.kind === 'payment' &&
      mirror.status === 'authorised' &&
      mirror.reference === posting.reference &&
      mirror.amount.equals(posting.amount)
    );
  }
  return mirror.kind === 'invoice' && isOurInvoice(posting, mirror);
}

function isOurInvoice(posting: InvoicePosting, mirror: MirrorInvoice): boolean {
  const isLive = mirror.status !== 'voided' && mirror.status !== 'deleted';
  if (!isLive || mirror.type !== 'sale' || mirror.number !== posting.number) return false;
  return mirror.url === posting.url || differingFields(posting, mirror).length === 0;
}

/** A change is there or it is not; sending it again does no harm, so one look is enough. */
function settleChange(
  write: Exclude<Write, { action: 'create' }>,
  found: readonly AnyMirror[],
): Settlement {
  const mirror = found[0];
  if (!mirror) return { kind: 'absent' };
  const isDone =
    write.action === 'set_status' ? mirror.status === write.status : isTaken(write, mirror);
  return isDone ? { kind: 'accepted', mirror } : { kind: 'absent' };
}

/** Whether the mirror now holds every changed field. */
export function isTaken(write: Extract<Write, { action: 'update' }>, mirror: AnyMirror): boolean {
  if (write.kind === 'contact') {
    if (mirror.kind !== 'contact') return false;
    return Object.entries(write.changes).every(([field, value]) =>
      isSameText(mirror.fields[field as keyof typeof mirror.fields], value),
    );
  }
  if (mirror.kind !== 'invoice') return false;
  const { status, ...changes } = write.changes;
  if (status !== undefined && mirror.status !== status && mirror.status !== 'paid') return false;
  const wanted = { ...mirror, ...changes };
  return differingFields(wanted, mirror).length === 0;
}
