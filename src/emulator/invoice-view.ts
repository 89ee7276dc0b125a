/** How an invoice looks on the wire, in its forms, and the echo of a refused one. */
import {
  echoDocument,
  isFull,
  viewDocument,
  viewNestedCreditNote,
  viewNestedPayment,
  type ViewOptions,
} from './document-view.ts';
import type { InputObject } from './input.ts';
import type { Invoice } from './records.ts';
import { wireDate, wireDateString, zeroId } from './wire.ts';

/** Keys follow Xero: a just written invoice lacks what nothing was applied to. */
export function viewInvoice(invoice: Invoice, options: ViewOptions): object {
  const { books, form } = options;
  const touched = !invoice.AmountPaid.isZero() || !invoice.AmountCredited.isZero();
  const history = form !== 'written' || touched;
  const summary = form === 'summary';
  const payments = history && !summary ? books.livePayments(invoice.InvoiceID) : [];
  const credits = history && !summary ? books.creditNotesOn(invoice) : [];
  const withPayments = !summary && history && (!isFull(form) || payments.length > 0);
  return {
    Type: invoice.Type,
    InvoiceID: invoice.InvoiceID,
    InvoiceNumber: invoice.InvoiceNumber,
    Payments: withPayments ? payments.map((p) => viewNestedPayment(p)) : undefined,
    CreditNotes: history && !summary ? nestedCredits(invoice, credits) : undefined,
    Prepayments: summary ? undefined : [],
    Overpayments: summary ? undefined : [],
    AmountDue: invoice.AmountDue,
    AmountPaid: invoice.AmountPaid,
    AmountCredited: history ? invoice.AmountCredited : undefined,
    IsDiscounted: invoice.TotalDiscount !== undefined,
    HasAttachments: form === 'written' || summary ? undefined : false,
    Attachments: form === 'single' ? [] : undefined,
    InvoiceAddresses: isFull(form) ? undefined : [],
    InvoicePaymentServices: [],
    DueDateString: invoice.DueDate && wireDateString(invoice.DueDate),
    DueDate: invoice.DueDate && wireDate(invoice.DueDate),
    ExpectedPaymentDate: invoice.ExpectedPaymentDate && wireDate(invoice.ExpectedPaymentDate),
    PlannedPaymentDate: invoice.PlannedPaymentDate && wireDate(invoice.PlannedPaymentDate),
    Url: invoice.Url,
    ...viewDocument(invoice, options),
  };
}

function nestedCredits(
  invoice: Invoice,
  credits: ReturnType<ViewOptions['books']['creditNotesOn']>,
): object[] {
  return credits.flatMap((note) =>
    note.Allocations.filter((a) => a.InvoiceID === invoice.InvoiceID).map((allocation) =>
      viewNestedCreditNote(note, allocation),
    ),
  );
}

export function echoInvoice(input: InputObject, stored: Invoice | undefined): object {
  const due = input.date('DueDate') ?? stored?.DueDate;
  return {
    Type: input.text('Type') ?? stored?.Type,
    InvoiceID: stored?.InvoiceID ?? zeroId,
    InvoiceNumber: input.text('InvoiceNumber'),
    Payments: [],
    CreditNotes: [],
    Prepayments: [],
    Overpayments: [],
    IsDiscounted: false,
    InvoiceAddresses: [],
    HasErrors: true,
    InvoicePaymentServices: [],
    ...echoDocument(input, stored),
    DueDateString: due && wireDateString(due),
    DueDate: due && wireDate(due),
  };
}
