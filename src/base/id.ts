/**
 * Branded ids: a book record's id can not be given where a Xero id is wanted. Book ids are UUIDs of
 * version 7 (ordered by time), made from the clock and chance that the caller passes.
 */
import type { Instant } from './time.ts';
import type { Random } from './random.ts';

type Id<Name extends string> = string & { readonly __id: Name };

export type PracticeId = Id<'practice'>;
export type ConnectionId = Id<'connection'>;
export type PersonId = Id<'person'>;
export type ContactId = Id<'contact'>;
export type MatterId = Id<'matter'>;
export type InvoiceId = Id<'invoice'>;
export type PaymentId = Id<'payment'>;
export type BookId = ContactId | InvoiceId | PaymentId;
/** Any id that Xero gave: ContactID, InvoiceID, PaymentID. */
export type XeroId = Id<'xero'>;
/** A Xero organisation (the xero-tenant-id header). */
export type TenantId = Id<'tenant'>;

/** A new id, later ones sorting after earlier ones (to the millisecond). */
export function newId<T extends string>(random: Random, now: Instant): T {
  const time = now.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${random.uuid().slice(15)}` as T;
}
