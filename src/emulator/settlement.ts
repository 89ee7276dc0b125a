/**
 * What payments and allocations do to a document: AmountDue = Total − AmountPaid − AmountCredited,
 * PAID when nothing is left, AUTHORISED again when a payment or an allocation goes.
 */
import { Decimal } from '../base/decimal.ts';
import type { CalendarDate } from '../base/time.ts';
import type { Call } from './call.ts';
import type { CreditNote, Invoice } from './records.ts';

function latest(dates: readonly CalendarDate[], otherwise: CalendarDate): CalendarDate {
  return dates.reduce((a, b) => (b > a ? b : a), dates[0] ?? otherwise);
}

/** The invoice with its amounts and status as its payments and allocations make them. */
export function settledInvoice(call: Call, invoice: Invoice): Invoice {
  const payments = call.books.livePayments(invoice.InvoiceID);
  const allocations = call.books
    .creditNotesOn(invoice)
    .flatMap((note) => note.Allocations)
    .filter((allocation) => allocation.InvoiceID === invoice.InvoiceID);
  const AmountPaid = Decimal.sum(payments.map((p) => p.Amount));
  const AmountCredited = Decimal.sum(allocations.map((a) => a.Amount));
  const AmountDue = invoice.Total.minus(AmountPaid).minus(AmountCredited);
  const settles = invoice.Status === 'AUTHORISED' || invoice.Status === 'PAID';
  const nothingToPay = invoice.Total.isZero() && !call.settings.zeroTotalBecomesPaid;
  const paid = settles && AmountDue.isZero() && !nothingToPay;
  const dates = [...payments.map((p) => p.Date), ...allocations.map((a) => a.Date)];
  return {
    ...invoice,
    AmountPaid,
    AmountCredited,
    AmountDue,
    Status: !settles ? invoice.Status : paid ? 'PAID' : 'AUTHORISED',
    FullyPaidOnDate: paid ? latest(dates, invoice.Date) : undefined,
  };
}

/** Works out an invoice anew after a payment or allocation came or went; its time stamp moves. */
export function settleInvoice(call: Call, invoiceId: string): void {
  const invoice = call.books.invoices.get(invoiceId);
  if (!invoice) return;
  call.books.invoices.put({ ...settledInvoice(call, invoice), UpdatedAt: call.now });
}

/** The credit note with what is left of it after allocations and refunds. */
export function settledCreditNote(call: Call, note: CreditNote): CreditNote {
  const refunds = call.books.livePayments(note.CreditNoteID);
  const used = [...note.Allocations, ...refunds].map((use) => use.Amount);
  const RemainingCredit = note.Total.minus(Decimal.sum(used));
  const settles = note.Status === 'AUTHORISED' || note.Status === 'PAID';
  const paid = settles && used.length > 0 && RemainingCredit.isZero();
  const dates = [...note.Allocations, ...refunds].map((use) => use.Date);
  return {
    ...note,
    RemainingCredit,
    Status: !settles ? note.Status : paid ? 'PAID' : 'AUTHORISED',
    FullyPaidOnDate: paid ? latest(dates, note.Date) : undefined,
  };
}

export function settleCreditNote(call: Call, noteId: string): void {
  const note = call.books.creditNotes.get(noteId);
  if (!note) return;
  call.books.creditNotes.put({ ...settledCreditNote(call, note), UpdatedAt: call.now });
}
