/** How a payment looks on the wire, and the echo of a refused one. */
import type { Books } from './books.ts';
import { viewContactSlim } from './contact-view.ts';
import type { InputObject } from './input.ts';
import type { Invoice, Payment } from './records.ts';
import { wireDate, wireTime, wireTimeString, zeroId } from './wire.ts';

export function viewPayment(books: Books, payment: Payment): object {
  const account = books.accounts.get(payment.AccountID);
  const invoice = payment.InvoiceID ? books.invoices.get(payment.InvoiceID) : undefined;
  return {
    PaymentID: payment.PaymentID,
    Date: wireDate(payment.Date),
    BankAmount: payment.BankAmount,
    Amount: payment.Amount,
    Reference: payment.Reference,
    CurrencyRate: payment.CurrencyRate,
    PaymentType: payment.PaymentType,
    Status: payment.Status,
    UpdatedDateUTC: wireTime(payment.UpdatedAt),
    UpdatedDateUTCString: wireTimeString(payment.UpdatedAt),
    HasAccount: account !== undefined,
    IsReconciled: payment.IsReconciled,
    Account: account && { AccountID: account.AccountID, Code: account.Code, Name: account.Name },
    Invoice: invoice && paidInvoice(books, invoice),
    CreditNote: payment.CreditNoteID && paidCreditNote(books, payment.CreditNoteID),
    HasValidationErrors: false,
  };
}

/** The invoice inside a payment, with what is due after it. */
function paidInvoice(books: Books, invoice: Invoice): object {
  const name = books.contacts.get(invoice.ContactID)?.Name ?? '';
  return {
    Type: invoice.Type,
    InvoiceID: invoice.InvoiceID,
    InvoiceNumber: invoice.InvoiceNumber,
    Payments: [],
    CreditNotes: [],
    Prepayments: [],
    Overpayments: [],
    AmountDue: invoice.AmountDue,
    AmountPaid: invoice.AmountPaid,
    AmountCredited: invoice.AmountCredited,
    Total: invoice.Total,
    IsDiscounted: invoice.TotalDiscount !== undefined,
    InvoiceAddresses: [],
    HasErrors: false,
    InvoicePaymentServices: [],
    Contact: viewContactSlim({ ContactID: invoice.ContactID, Name: name }),
    LineItems: [],
    CurrencyCode: invoice.CurrencyCode,
  };
}

function paidCreditNote(books: Books, id: string): object {
  const note = books.creditNotes.get(id);
  return {
    CreditNoteID: id,
    CreditNoteNumber: note?.CreditNoteNumber,
    ID: id,
    HasErrors: false,
    InvoiceAddresses: [],
    LineItems: [],
  };
}

export function echoPayment(input: InputObject, invoice: Invoice | undefined): object {
  const date = input.date('Date');
  const account = input.object('Account');
  const sent = input.object('Invoice');
  return {
    PaymentID: zeroId,
    Date: date && wireDate(date),
    Amount: input.decimal('Amount'),
    Reference: input.text('Reference'),
    Status: input.text('Status'),
    HasAccount: account !== undefined,
    Account: account && { AccountID: account.text('AccountID'), Code: account.text('Code') },
    Invoice: sent && {
      InvoiceID: invoice?.InvoiceID ?? sent.text('InvoiceID') ?? zeroId,
      InvoiceNumber: invoice?.InvoiceNumber ?? sent.text('InvoiceNumber'),
      HasErrors: false,
      LineItems: [],
    },
    HasValidationErrors: true,
  };
}
