/**
 * Records as Xero holds them, in our words: what the mirror keeps, what a posting is compared with,
 * and what the base's Xero half is made of. `xero/` turns them into Xero's fields and back; nothing
 * here knows how Xero spells them. Absent text is '' so that "not there" and "empty" are one thing,
 * as they are in Xero.
 */
import type { Decimal } from '../base/decimal.ts';
import type { XeroId } from '../base/id.ts';
import type { CalendarDate, Instant } from '../base/time.ts';
import type { AmountsAre } from '../accounting/invoice.ts';

export type Kind = 'contact' | 'invoice' | 'payment';

/** The contact fields that can flow, one text each, so that a three-way merge is field by field. */
export const contactFieldNames = [
  'name',
  'firstName',
  'lastName',
  'email',
  'number',
  'taxNumber',
  'phoneDefault',
  'phoneDirect',
  'phoneMobile',
  'phoneFax',
  'postalAttention',
  /** Address lines, joined by a line feed. */
  'postalLines',
  'postalCity',
  'postalRegion',
  'postalCode',
  'postalCountry',
  'streetAttention',
  'streetLines',
  'streetCity',
  'streetRegion',
  'streetCode',
  'streetCountry',
] as const;

export type ContactFieldName = (typeof contactFieldNames)[number];
export type ContactFields = Readonly<Record<ContactFieldName, string>>;

interface MirrorRecord {
  readonly xeroId: XeroId;
  /** Xero's UpdatedDateUTC, which has blind spots (RULES P10). */
  readonly updatedAt: Instant;
}

export interface MirrorContact extends MirrorRecord {
  readonly kind: 'contact';
  readonly status: 'active' | 'archived' | 'gdpr';
  readonly mergedInto?: XeroId;
  readonly fields: ContactFields;
}

export type MirrorInvoiceStatus =
  | 'draft'
  | 'submitted'
  | 'authorised'
  | 'paid'
  | 'voided'
  | 'deleted';

export interface MirrorLine {
  readonly lineId: XeroId;
  readonly description: string;
  readonly quantity: Decimal;
  readonly unitAmount: Decimal;
  /** Per cent; zero when none. */
  readonly discountRate: Decimal;
  readonly discountAmount: Decimal;
  readonly accountCode: string;
  readonly taxType: string;
  readonly tax: Decimal;
  readonly amount: Decimal;
}

export interface MirrorInvoice extends MirrorRecord {
  readonly kind: 'invoice';
  readonly type: 'sale' | 'bill';
  readonly status: MirrorInvoiceStatus;
  readonly number: string;
  readonly contactId: XeroId;
  readonly contactName: string;
  readonly date: CalendarDate;
  readonly dueDate?: CalendarDate;
  readonly currency: string;
  readonly currencyRate?: Decimal;
  readonly amountsAre: AmountsAre;
  readonly reference: string;
  /** The "go to" link; carries our installation's id on what we made. */
  readonly url: string;
  /** Absent when the record came from an answer without lines (a nested or summary one). */
  readonly lines?: readonly MirrorLine[];
  readonly net: Decimal;
  readonly tax: Decimal;
  readonly total: Decimal;
  readonly amountDue: Decimal;
  readonly amountPaid: Decimal;
  readonly amountCredited: Decimal;
}

export interface MirrorPayment extends MirrorRecord {
  readonly kind: 'payment';
  readonly status: 'authorised' | 'deleted';
  /** Xero's PaymentType in lower case; only `accrecpayment` pays a sales invoice. */
  readonly type: string;
  /** Absent for payments on credit notes, prepayments and overpayments. */
  readonly invoiceId?: XeroId;
  readonly accountId?: XeroId;
  readonly date: CalendarDate;
  readonly amount: Decimal;
  readonly reference: string;
  readonly isReconciled: boolean;
  readonly isBatched: boolean;
}

/** Read only, so that the tie-out can name unallocated credit (RULES L2). */
export interface MirrorCreditNote extends MirrorRecord {
  readonly kind: 'credit_note';
  readonly type: 'sale' | 'bill';
  readonly status: MirrorInvoiceStatus;
  readonly number: string;
  readonly contactId: XeroId;
  readonly date: CalendarDate;
  readonly currency: string;
  readonly total: Decimal;
  /** Not yet allocated or refunded. */
  readonly remaining: Decimal;
}

export type MirrorOf<K extends Kind> = K extends 'contact'
  ? MirrorContact
  : K extends 'invoice'
    ? MirrorInvoice
    : MirrorPayment;

export type AnyMirror = MirrorContact | MirrorInvoice | MirrorPayment | MirrorCreditNote;

/** The kinds that are read; of these, Kind are also written. */
export type MirrorKind = AnyMirror['kind'];
