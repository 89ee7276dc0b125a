/**
 * Postings: book records in the form in which Xero is to hold them. A posting is what an intent
 * stores, what a write sends and what its echo must equal (docs/SPEC.md PRO).
 */
import type { AmountsAre } from '../accounting/invoice.ts';
import type { Decimal } from '../base/decimal.ts';
import type { XeroId } from '../base/id.ts';
import type { CalendarDate } from '../base/time.ts';
import type { ContactFields } from './mirror.ts';

export interface ContactPosting {
  readonly kind: 'contact';
  readonly fields: ContactFields;
}

export interface LinePosting {
  /** Set on updates, for the line that this one replaces. */
  readonly lineId?: XeroId;
  readonly description: string;
  readonly quantity: Decimal;
  readonly unitAmount: Decimal;
  /** Zero when none. */
  readonly discountAmount: Decimal;
  readonly accountCode: string;
  readonly taxType: string;
  readonly tax: Decimal;
  /** Xero would work out another tax from the rate: TaxAmount is sent. */
  readonly sendTax: boolean;
  readonly amount: Decimal;
}

export interface InvoicePosting {
  readonly kind: 'invoice';
  readonly number: string;
  readonly contactId: XeroId;
  readonly status: 'draft' | 'submitted' | 'authorised';
  readonly date: CalendarDate;
  readonly dueDate?: CalendarDate;
  readonly currency: string;
  readonly currencyRate?: Decimal;
  readonly amountsAre: AmountsAre;
  readonly reference: string;
  readonly url: string;
  readonly lines: readonly LinePosting[];
  readonly net: Decimal;
  readonly tax: Decimal;
  readonly total: Decimal;
}

export interface PaymentPosting {
  readonly kind: 'payment';
  readonly invoiceId: XeroId;
  readonly accountId: XeroId;
  readonly date: CalendarDate;
  readonly amount: Decimal;
  readonly currencyRate?: Decimal;
  /** The person's reference followed by our token, which is unique per payment and generation. */
  readonly reference: string;
}

export type AnyPosting = ContactPosting | InvoicePosting | PaymentPosting;

/**
 * One write to Xero. `mark` is what the record can be found again by, and what its element in an
 * answer is recognised by: ContactNumber, InvoiceNumber, the payment's reference; for writes to a
 * known record it is the Xero id.
 */
export type Write =
  | { readonly action: 'create'; readonly mark: string; readonly posting: AnyPosting }
  | {
      readonly action: 'update';
      readonly mark: XeroId;
      readonly kind: 'contact';
      /** Only what changes is sent. */
      readonly changes: Partial<ContactFields>;
    }
  | {
      readonly action: 'update';
      readonly mark: XeroId;
      readonly kind: 'invoice';
      /** Only what changes is sent; `lines`, when there, are all the lines. */
      readonly changes: Partial<Omit<InvoicePosting, 'kind'>>;
      /** The whole invoice as it is to be afterwards: the book's half of the next base. */
      readonly posting: InvoicePosting;
    }
  | {
      readonly action: 'set_status';
      readonly mark: XeroId;
      readonly kind: 'invoice' | 'payment';
      readonly status: 'draft' | 'submitted' | 'authorised' | 'voided' | 'deleted';
    };
