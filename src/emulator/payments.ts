/**
 * The Payments resource. A payment is made against an AUTHORISED invoice (or refunds a credit note),
 * never above what is outstanding, into a bank account or one open to payments. It is immutable: all
 * that can be done is to delete it, and a reconciled one refuses that.
 */
import { Decimal } from '../base/decimal.ts';
import { notFound, type Answer } from './answers.ts';
import { refused, writeBatch, type Written } from './batch.ts';
import { answerWith, logWrite, type Call } from './call.ts';
import { readElements, type InputObject } from './input.ts';
import { listRecords } from './listing.ts';
import { lockedDate, lockedDocument } from './lock-dates.ts';
import { echoPayment, viewPayment } from './payment-view.ts';
import type { Account, CreditNote, Invoice, Payment } from './records.ts';
import { settleCreditNote, settleInvoice } from './settlement.ts';
import type { FieldMap } from './where-evaluation.ts';

const shape = { plural: 'Payments', errorFlag: 'HasValidationErrors' } as const;

export const reconciledMessage =
  'This payment cannot be edited as it has been reconciled with a Bank Statement';

function fieldsIn(call: Call): FieldMap<Payment> {
  const invoiceOf = (p: Payment): Invoice | undefined =>
    p.InvoiceID === undefined ? undefined : call.books.invoices.get(p.InvoiceID);
  return {
    paymentid: (p) => p.PaymentID,
    paymenttype: (p) => p.PaymentType,
    status: (p) => p.Status,
    date: (p) => Date.parse(`${p.Date}T00:00:00Z`),
    amount: (p) => p.Amount,
    reference: (p) => p.Reference,
    isreconciled: (p) => p.IsReconciled,
    updateddateutc: (p) => p.UpdatedAt,
    currencyrate: (p) => p.CurrencyRate,
    'invoice.invoiceid': (p) => p.InvoiceID,
    'invoice.invoicenumber': (p) => invoiceOf(p)?.InvoiceNumber,
    'invoice.contact.contactid': (p) => invoiceOf(p)?.ContactID,
    'account.accountid': (p) => p.AccountID,
    'account.code': (p) => call.books.accounts.get(p.AccountID)?.Code,
  };
}

export function listPayments(call: Call): Answer {
  const { records, pagination } = listRecords(call, {
    table: call.books.payments,
    fields: fieldsIn(call),
    type: 'Payment',
    searched: (p) => [p.Reference],
    keeps: () => true,
    named: undefined,
  });
  const views = records.map((payment) => viewPayment(call.books, payment));
  return answerWith(call, shape.plural, views, pagination);
}

export function readPayment(call: Call, id: string): Answer {
  const payment = call.books.payments.get(id.toLowerCase());
  if (!payment) return notFound();
  return answerWith(call, shape.plural, [viewPayment(call.books, payment)]);
}

/** PUT and POST: new payments; an element with a PaymentID and DELETED deletes. */
export function writePayments(call: Call): Answer {
  const elements = readElements(call.body, 'Payments', 'Payment');
  return writeBatch(call, shape, {
    elements,
    write: (input) => {
      const id = input.text('PaymentID')?.toLowerCase() ?? '';
      const stored = call.books.payments.get(id);
      return stored ? deletePayment(call, input, stored) : createPayment(call, input);
    },
  });
}

/** POST to one payment: only its deletion. */
export function updatePayment(call: Call, id: string): Answer {
  const stored = call.books.payments.get(id.toLowerCase());
  if (!stored) return notFound();
  const elements = readElements(call.body, 'Payments', 'Payment').slice(0, 1);
  return writeBatch(call, shape, {
    elements,
    write: (input) => deletePayment(call, input, stored),
  });
}

interface Target {
  readonly invoice: Invoice | undefined;
  readonly note: CreditNote | undefined;
  readonly error: string | undefined;
}

function targetOf(call: Call, input: InputObject): Target {
  const invoiceInput = input.object('Invoice');
  const noteInput = input.object('CreditNote');
  if (noteInput) {
    const id = noteInput.text('CreditNoteID')?.toLowerCase();
    const number = noteInput.text('CreditNoteNumber')?.toLowerCase() ?? '';
    const { creditNotes } = call.books;
    const note = id ? creditNotes.get(id) : creditNotes.find('number', number)[0];
    const error = note
      ? undefined
      : 'An existing Credit Note with the specified CreditNoteID could not be found';
    return { invoice: undefined, note, error };
  }
  const id = invoiceInput?.text('InvoiceID')?.toLowerCase();
  const number = invoiceInput?.text('InvoiceNumber');
  const invoice = id
    ? call.books.invoices.get(id)
    : call.books.invoicesByNumber(number ?? '').find((i) => i.Status !== 'DELETED');
  const error = invoice
    ? undefined
    : 'An existing invoice with the specified ID could not be found';
  return { invoice, note: undefined, error };
}

function accountOf(call: Call, input: InputObject): Account | string {
  const sent = input.object('Account');
  const id = sent?.text('AccountID')?.toLowerCase();
  const code = sent?.text('Code');
  if (!id && !code) return 'Account code or ID must be specified';
  const account = id ? call.books.accounts.get(id) : call.books.accountByCode(code ?? '');
  if (!account) return 'Account could not be found';
  if (account.Status !== 'ACTIVE') {
    return account.Type === 'BANK'
      ? `${account.Name} bank account is archived and cannot be used`
      : 'Account could not be found';
  }
  if (account.Type !== 'BANK' && !account.EnablePaymentsToAccount) {
    return 'Account type is invalid for making a payment to (or from)';
  }
  return account;
}

function createPayment(call: Call, input: InputObject): Written {
  const target = targetOf(call, input);
  const echo = (): object => echoPayment(input, target.invoice);
  const account = accountOf(call, input);
  const document = target.invoice ?? target.note;
  const errors: string[] = [];
  if (target.error !== undefined) errors.push(target.error);
  if (typeof account === 'string') errors.push(account);
  const date = input.date('Date');
  if (date === undefined) errors.push('The Date field must be specified.');
  const locked = date && lockedDate(call.books, date);
  if (locked) errors.push(locked);
  const Amount = input.decimal('Amount')?.round(2) ?? Decimal.zero;
  if (document && document.Status !== 'AUTHORISED') {
    errors.push('Payments can only be made against Authorised documents');
  } else {
    const outstanding = target.invoice?.AmountDue ?? target.note?.RemainingCredit;
    if (!Amount.isPositive()) errors.push('Payment amount must be greater than zero.');
    else if (outstanding?.isLessThan(Amount)) {
      errors.push('Payment amount exceeds the amount outstanding on this document');
    }
  }
  if (errors.length > 0 || !document || date === undefined || typeof account === 'string') {
    return refused(errors, echo);
  }
  const bank = bankAmount(call, input, { account, document, amount: Amount });
  if (typeof bank === 'string') return refused([bank], echo);
  const payment: Payment = {
    PaymentID: call.random.uuid(),
    Status: 'AUTHORISED',
    PaymentType: paymentType(target),
    InvoiceID: target.invoice?.InvoiceID,
    CreditNoteID: target.note?.CreditNoteID,
    AccountID: account.AccountID,
    Date: date,
    Amount,
    ...bank,
    Reference: input.text('Reference') || undefined,
    IsReconciled: input.flag('IsReconciled') ?? false,
    UpdatedAt: call.now,
    CreatedBy: call.app,
  };
  return save(call, payment, { input, kind: 'create' });
}

function paymentType({ invoice, note }: Target): string {
  if (invoice) return invoice.Type === 'ACCREC' ? 'ACCRECPAYMENT' : 'ACCPAYPAYMENT';
  return note?.Type === 'ACCPAYCREDIT' ? 'APCREDITPAYMENT' : 'ARCREDITPAYMENT';
}

/** What reaches the bank: another currency than the document's needs a rate or the bank's amount. */
function bankAmount(
  call: Call,
  input: InputObject,
  context: {
    readonly account: Account;
    readonly document: Invoice | CreditNote;
    readonly amount: Decimal;
  },
): Pick<Payment, 'BankAmount' | 'CurrencyRate'> | string {
  const { account, document, amount } = context;
  const base = call.books.organisation.BaseCurrency;
  const bankCurrency = account.CurrencyCode ?? base;
  const rate = input.decimal('CurrencyRate')?.round(6);
  const sent = input.decimal('BankAmount')?.round(2);
  if (bankCurrency === document.CurrencyCode) {
    const CurrencyRate =
      rate ?? (document.CurrencyCode === base ? Decimal.one : document.CurrencyRate);
    return { BankAmount: amount, CurrencyRate };
  }
  if (sent?.isPositive()) {
    return { BankAmount: sent, CurrencyRate: rate ?? amount.dividedBy(sent, 6) };
  }
  if (!rate || !rate.isPositive()) return 'A currency rate must be specified';
  return { BankAmount: amount.dividedBy(rate, 2), CurrencyRate: rate };
}

function deletePayment(call: Call, input: InputObject, stored: Payment): Written {
  const invoice = stored.InvoiceID ? call.books.invoices.get(stored.InvoiceID) : undefined;
  const echo = (): object => ({ ...echoPayment(input, invoice), PaymentID: stored.PaymentID });
  if (input.text('Status')?.toUpperCase() !== 'DELETED') {
    return refused(['Payments cannot be updated, only deleted.'], echo);
  }
  if (stored.Status === 'DELETED') return refused(['Payment has already been deleted.'], echo);
  if (stored.IsReconciled) return refused([reconciledMessage], echo);
  const locked = lockedDocument(call.books, stored.Date);
  if (locked !== undefined) return refused([locked], echo);
  return save(
    call,
    { ...stored, Status: 'DELETED', UpdatedAt: call.now },
    { input, kind: 'delete' },
  );
}

function save(
  call: Call,
  payment: Payment,
  context: { readonly input: InputObject; readonly kind: 'create' | 'delete' },
): Written {
  call.books.payments.put(payment);
  if (payment.InvoiceID !== undefined) settleInvoice(call, payment.InvoiceID);
  if (payment.CreditNoteID !== undefined) settleCreditNote(call, payment.CreditNoteID);
  const invoice = call.books.invoices.get(payment.InvoiceID ?? '');
  logWrite(call, {
    resource: 'Payments',
    id: payment.PaymentID,
    kind: context.kind,
    number: invoice?.InvoiceNumber,
    reference: payment.Reference,
  });
  return {
    errors: [],
    warnings: [],
    view: () => viewPayment(call.books, payment),
    echo: () => echoPayment(context.input, invoice),
  };
}
