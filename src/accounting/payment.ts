/** Money received against one invoice. Several payments on one invoice are its instalments. */
import type { InvoiceId, PaymentId } from '../base/id.ts';
import type { Decimal } from '../base/decimal.ts';
import type { CalendarDate } from '../base/time.ts';

export interface Payment {
  readonly id: PaymentId;
  readonly invoiceId: InvoiceId;
  readonly date: CalendarDate;
  /** In the invoice's currency; always positive. */
  readonly amount: Decimal;
  readonly currency: string;
  readonly reference: string;
  /** Where the money came to: a key that the policy maps to a bank account in Xero, such as `office`. */
  readonly bankAccount: string;
  /** `xero` when it was entered there and brought back. */
  readonly enteredIn: 'book' | 'xero';
}
