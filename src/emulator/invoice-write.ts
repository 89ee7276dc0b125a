/**
 * Writing one invoice: creation, free editing while nothing is applied, and the narrow editing of
 * part-paid and paid ones, where changes of amounts are ignored without a word.
 */
import { Decimal } from '../base/decimal.ts';
import { refused, type Written } from './batch.ts';
import { logWrite, unitPlaces, type Call } from './call.ts';
import { askedStatus, buildDocument } from './document-build.ts';
import { markContact } from './document-contact.ts';
import type { InputObject } from './input.ts';
import { checkInvoice } from './invoice-checks.ts';
import { editApplied } from './invoice-edit-applied.ts';
import { statusOnCreation, statusOnUpdate } from './invoice-status.ts';
import { echoInvoice, viewInvoice } from './invoice-view.ts';
import { lockedDocument } from './lock-dates.ts';
import type { Invoice } from './records.ts';
import { settledInvoice } from './settlement.ts';

/** Whether payments or credits are applied, or were enough to close it. */
export function isApplied(invoice: Invoice): boolean {
  return !invoice.AmountPaid.isZero() || !invoice.AmountCredited.isZero();
}

export function createInvoice(call: Call, input: InputObject): Written {
  const echo = (): object => echoInvoice(input, undefined);
  const type = input.text('Type')?.toUpperCase();
  if (type !== 'ACCREC' && type !== 'ACCPAY') {
    return refused(['Invoice not of valid type for creation'], echo);
  }
  const decision = statusOnCreation('Invoice', askedStatus(input));
  if (decision.error !== undefined) return refused([decision.error], echo);
  const built = buildDocument<Invoice>(call, input, {
    stored: undefined,
    status: decision.status,
    discounts: type === 'ACCREC',
    references: type === 'ACCREC',
  });
  const sent = input.text('InvoiceNumber') || undefined;
  const invoice: Invoice = {
    ...built.document,
    InvoiceID: call.random.uuid(),
    Type: type,
    InvoiceNumber: sent,
    ...ownFields(input, type, undefined),
    AmountPaid: Decimal.zero,
    AmountCredited: Decimal.zero,
    AmountDue: built.document.Total,
  };
  const errors = [...built.errors, ...checkInvoice(call, input, { invoice, stored: undefined })];
  if (errors.length > 0) return refused(errors, echo);
  built.saveContact();
  const InvoiceNumber = sent ?? (type === 'ACCREC' ? nextNumber(call) : undefined);
  const warnings = [...built.warnings, ...sentWarnings(input, invoice)];
  return save(
    call,
    { ...withSent(input, invoice), InvoiceNumber },
    { input, stored: undefined, warnings },
  );
}

export function updateInvoice(call: Call, input: InputObject, stored: Invoice): Written {
  const echo = (): object => echoInvoice(input, stored);
  const applied = isApplied(stored);
  const decision = statusOnUpdate(
    'Invoice',
    { status: stored.Status, applied },
    askedStatus(input),
  );
  if (decision.error !== undefined) return refused([decision.error], echo);
  if (decision.status === 'VOIDED' || decision.status === 'DELETED') {
    const locked =
      stored.Status === 'AUTHORISED' ? lockedDocument(call.books, stored.Date) : undefined;
    if (locked !== undefined) return refused([locked], echo);
    const gone = { ...stored, Status: decision.status, UpdatedAt: call.now };
    return save(call, gone, { input, stored, warnings: [] });
  }
  if (applied || stored.Status === 'PAID') {
    const { invoice, errors } = editApplied(call, input, stored);
    if (errors.length > 0) return refused(errors, echo);
    return save(call, invoice, { input, stored, warnings: [] });
  }
  const type = input.text('Type')?.toUpperCase() ?? stored.Type;
  if (type !== stored.Type) return refused(['Invoice not of valid type for modification'], echo);
  const built = buildDocument(call, input, {
    stored,
    status: decision.status,
    discounts: stored.Type === 'ACCREC',
    references: stored.Type === 'ACCREC',
  });
  const invoice: Invoice = {
    ...stored,
    ...built.document,
    InvoiceNumber: input.text('InvoiceNumber') || stored.InvoiceNumber,
    ...ownFields(input, stored.Type, stored),
    AmountDue: built.document.Total,
  };
  const errors = [...built.errors, ...checkInvoice(call, input, { invoice, stored })];
  if (errors.length > 0) return refused(errors, echo);
  built.saveContact();
  const warnings = [...built.warnings, ...sentWarnings(input, invoice)];
  return save(call, withSent(input, invoice), { input, stored, warnings });
}

type OwnFields = Pick<Invoice, 'DueDate' | 'ExpectedPaymentDate' | 'PlannedPaymentDate' | 'Url'>;

function ownFields(
  input: InputObject,
  type: Invoice['Type'],
  stored: Invoice | undefined,
): OwnFields {
  const sales = type === 'ACCREC';
  return {
    DueDate: input.date('DueDate') ?? stored?.DueDate,
    ExpectedPaymentDate: sales
      ? (input.date('ExpectedPaymentDate') ?? stored?.ExpectedPaymentDate)
      : undefined,
    PlannedPaymentDate: sales
      ? undefined
      : (input.date('PlannedPaymentDate') ?? stored?.PlannedPaymentDate),
    Url: input.has('Url') ? input.text('Url') || undefined : stored?.Url,
  };
}

/** SentToContact sticks to approved invoices only; for others there is a warning. */
function withSent(input: InputObject, invoice: Invoice): Invoice {
  const sent = input.flag('SentToContact');
  if (sent === undefined || invoice.Status !== 'AUTHORISED') return invoice;
  return { ...invoice, SentToContact: sent };
}

function sentWarnings(input: InputObject, invoice: Invoice): string[] {
  const ignored = input.flag('SentToContact') === true && invoice.Status !== 'AUTHORISED';
  return ignored ? ['Only AUTHORISED invoices may have SentToContact updated.'] : [];
}

/** The next automatic number that is free. */
function nextNumber(call: Call): string {
  const { books } = call;
  for (let next = books.sequences.get('invoice')?.next ?? 1; ; next += 1) {
    const number = `INV-${String(next).padStart(4, '0')}`;
    if (books.invoicesByNumber(number).length > 0) continue;
    books.sequences.set('invoice', { next: next + 1 });
    return number;
  }
}

function save(
  call: Call,
  invoice: Invoice,
  context: {
    readonly input: InputObject;
    readonly stored: Invoice | undefined;
    readonly warnings: readonly string[];
  },
): Written {
  const gone = invoice.Status === 'VOIDED' || invoice.Status === 'DELETED';
  const saved = gone ? invoice : settledInvoice(call, invoice);
  call.books.invoices.put(saved);
  markContact(call, saved.ContactID, saved.Type === 'ACCREC' ? 'customer' : 'supplier');
  logWrite(call, {
    resource: 'Invoices',
    id: saved.InvoiceID,
    kind: !context.stored
      ? 'create'
      : saved.Status === 'VOIDED'
        ? 'void'
        : saved.Status === 'DELETED'
          ? 'delete'
          : 'update',
    number: saved.InvoiceNumber,
    reference: saved.Reference,
  });
  const options = { books: call.books, form: 'written', unitPlaces: unitPlaces(call) } as const;
  return {
    errors: [],
    warnings: context.warnings,
    view: () => viewInvoice(saved, options),
    echo: () => echoInvoice(context.input, context.stored),
  };
}
