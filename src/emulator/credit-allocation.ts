/**
 * Allocating a credit note to an invoice: same contact, same side, both AUTHORISED, never above what
 * either has left. The allocation carries the later of the two document dates.
 */
import type { Decimal } from '../base/decimal.ts';
import { logWrite, type Call } from './call.ts';
import type { InputObject } from './input.ts';
import type { Allocation, CreditNote, Invoice } from './records.ts';
import { settleCreditNote, settleInvoice } from './settlement.ts';
import { wireDate, zeroId } from './wire.ts';

export interface AllocationWritten {
  readonly errors: readonly string[];
  readonly view: object;
}

export function allocate(call: Call, noteId: string, input: InputObject): AllocationWritten {
  const note = call.books.creditNotes.get(noteId);
  const sent = input.object('Invoice');
  const invoice = call.books.invoices.get(sent?.text('InvoiceID')?.toLowerCase() ?? '');
  const amount = (input.decimal('Amount') ?? input.decimal('AppliedAmount'))?.round(2);
  const errors = problems(note, invoice, amount);
  if (errors.length > 0 || !note || !invoice || !amount) {
    const view = {
      Amount: amount,
      Invoice: { InvoiceID: invoice?.InvoiceID ?? zeroId },
      ValidationErrors: errors.map((Message) => ({ Message })),
    };
    return { errors, view };
  }
  const allocation: Allocation = {
    AllocationID: call.random.uuid(),
    InvoiceID: invoice.InvoiceID,
    Amount: amount,
    Date: note.Date > invoice.Date ? note.Date : invoice.Date,
  };
  call.books.creditNotes.put({ ...note, Allocations: [...note.Allocations, allocation] });
  settleCreditNote(call, noteId);
  settleInvoice(call, invoice.InvoiceID);
  logWrite(call, {
    resource: 'Allocations',
    id: allocation.AllocationID,
    kind: 'create',
    number: invoice.InvoiceNumber,
    reference: note.CreditNoteNumber,
  });
  const view = {
    AllocationID: allocation.AllocationID,
    Amount: amount,
    Date: wireDate(allocation.Date),
    Invoice: { InvoiceID: invoice.InvoiceID, InvoiceNumber: invoice.InvoiceNumber, LineItems: [] },
    CreditNote: { CreditNoteID: noteId, ID: noteId, LineItems: [] },
    ValidationErrors: [],
  };
  return { errors: [], view };
}

function problems(
  note: CreditNote | undefined,
  invoice: Invoice | undefined,
  amount: Decimal | undefined,
): string[] {
  if (!note || !invoice) return ['An existing invoice with the specified ID could not be found'];
  const sides = { ACCRECCREDIT: 'ACCREC', ACCPAYCREDIT: 'ACCPAY' } as const;
  if (sides[note.Type] !== invoice.Type || note.ContactID !== invoice.ContactID) {
    return ['Credit Note cannot be allocated to an incorrect invoice type'];
  }
  if (invoice.Status === 'PAID') {
    return ['The invoice you are trying to allocate to has already been paid off'];
  }
  if (note.Status !== 'AUTHORISED' || invoice.Status !== 'AUTHORISED') {
    return ['Credit notes can only be allocated between Authorised documents'];
  }
  if (!amount || !amount.isPositive()) return ['Allocation amount must be greater than zero.'];
  const tooMuch = invoice.AmountDue.isLessThan(amount) || note.RemainingCredit.isLessThan(amount);
  return tooMuch
    ? ['Credit Note cannot be allocated as amount is greater than amount outstanding']
    : [];
}
