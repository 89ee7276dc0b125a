/**
 * Invoices between Xero's fields and ours: sales invoices and bills in, sales invoices out. The
 * contact goes by its ContactID alone, because naming anything more of it would edit the contact.
 * Totals never go: Xero works them out of the lines and its answer is compared with ours.
 */
import { assert } from '../base/assert.ts';
import type { Decimal } from '../base/decimal.ts';
import type { XeroId } from '../base/id.ts';
import type { AmountsAre } from '../accounting/invoice.ts';
import type { MirrorInvoice, MirrorInvoiceStatus, MirrorLine } from '../sync/mirror.ts';
import type { InvoicePosting, LinePosting } from '../sync/posting.ts';
import { present, type BodyOf, type Fields, type Schemas } from './wire-fields.ts';

type Invoice = Schemas['Invoice'];
type LineItem = Schemas['LineItem'];

export const documentStatuses: Readonly<Record<string, MirrorInvoiceStatus>> = {
  DRAFT: 'draft',
  SUBMITTED: 'submitted',
  AUTHORISED: 'authorised',
  PAID: 'paid',
  VOIDED: 'voided',
  DELETED: 'deleted',
};

const types: Readonly<Record<string, MirrorInvoice['type']>> = { ACCREC: 'sale', ACCPAY: 'bill' };

export const amountTypes: Readonly<Record<string, AmountsAre>> = {
  Exclusive: 'exclusive',
  Inclusive: 'inclusive',
  NoTax: 'no_tax',
};

const amountTypeNames: Readonly<Record<AmountsAre, Schemas['LineAmountTypes']>> = {
  exclusive: 'Exclusive',
  inclusive: 'Inclusive',
  no_tax: 'NoTax',
};

const statusNames = {
  draft: 'DRAFT',
  submitted: 'SUBMITTED',
  authorised: 'AUTHORISED',
  voided: 'VOIDED',
  deleted: 'DELETED',
} as const;

export type WritableStatus = keyof typeof statusNames;

function readLine(line: Fields<LineItem>): MirrorLine {
  return {
    lineId: line.requiredId('LineItemID'),
    description: line.text('Description'),
    quantity: line.amount('Quantity'),
    unitAmount: line.amount('UnitAmount'),
    discountRate: line.amount('DiscountRate'),
    discountAmount: line.amount('DiscountAmount'),
    accountCode: line.text('AccountCode'),
    taxType: line.text('TaxType'),
    tax: line.amount('TaxAmount'),
    amount: line.amount('LineAmount'),
  };
}

/** The date in either of its two spellings. */
export function documentDate(fields: Fields<Invoice> | Fields<Schemas['CreditNote']>) {
  return present(fields.date('Date') ?? fields.date('DateString'), 'Date');
}

function readAmounts(
  invoice: Fields<Invoice>,
): Pick<MirrorInvoice, 'net' | 'tax' | 'total' | 'amountDue' | 'amountPaid' | 'amountCredited'> {
  const total = present(invoice.decimal('Total'), 'Total');
  const tax = invoice.amount('TotalTax');
  const amountPaid = invoice.amount('AmountPaid');
  // A created invoice is answered without AmountCredited.
  const amountCredited = invoice.amount('AmountCredited');
  return {
    net: invoice.decimal('SubTotal') ?? total.minus(tax),
    tax,
    total,
    amountDue: invoice.decimal('AmountDue') ?? total.minus(amountPaid).minus(amountCredited),
    amountPaid,
    amountCredited,
  };
}

/** Reads an invoice or bill of a paged list or an answer to a write. */
export function readInvoice(invoice: Fields<Invoice>): MirrorInvoice {
  const contact = present(invoice.object('Contact'), 'Contact');
  const dueDate = invoice.date('DueDate') ?? invoice.date('DueDateString');
  const currencyRate = invoice.decimal('CurrencyRate');
  return {
    kind: 'invoice',
    xeroId: invoice.requiredId('InvoiceID'),
    updatedAt: present(invoice.instant('UpdatedDateUTC'), 'UpdatedDateUTC'),
    type: invoice.oneOf('Type', types),
    status: invoice.oneOf('Status', documentStatuses),
    number: invoice.text('InvoiceNumber'),
    contactId: contact.requiredId('ContactID'),
    contactName: contact.text('Name'),
    date: documentDate(invoice),
    ...(dueDate ? { dueDate } : {}),
    currency: present(invoice.text('CurrencyCode') || undefined, 'CurrencyCode'),
    ...(currencyRate ? { currencyRate } : {}),
    // Exclusive is Xero's default.
    amountsAre: invoice.has('LineAmountTypes')
      ? invoice.oneOf('LineAmountTypes', amountTypes)
      : 'exclusive',
    reference: invoice.text('Reference'),
    url: invoice.text('Url'),
    ...(invoice.has('LineItems') ? { lines: invoice.list('LineItems').map(readLine) } : {}),
    ...readAmounts(invoice),
  };
}

/** Quantities and unit prices have four decimals in Xero (`unitdp=4`), amounts two. */
function bounded(value: Decimal, placesMax: number, what: string): Decimal {
  assert(value.placesNeeded() <= placesMax, `${what} has more than ${placesMax} decimals`);
  return value.scale > placesMax ? value.round(placesMax) : value;
}

function lineBody(line: LinePosting): BodyOf<LineItem> {
  return {
    LineItemID: line.lineId,
    Description: line.description,
    Quantity: bounded(line.quantity, 4, 'a quantity'),
    UnitAmount: bounded(line.unitAmount, 4, 'a unit price'),
    // Nought is not the same as nothing to Xero.
    DiscountAmount: line.discountAmount.isZero()
      ? undefined
      : bounded(line.discountAmount, 2, 'a discount'),
    LineAmount: bounded(line.amount, 2, 'a line amount'),
    AccountCode: line.accountCode === '' ? undefined : line.accountCode,
    TaxType: line.taxType === '' ? undefined : line.taxType,
    TaxAmount: line.sendTax ? bounded(line.tax, 2, 'a tax amount') : undefined,
  };
}

type Sent = Partial<Omit<InvoicePosting, 'kind'>>;

function bodyOf(sent: Sent): BodyOf<Invoice> {
  return {
    Contact: sent.contactId === undefined ? undefined : { ContactID: sent.contactId },
    InvoiceNumber: sent.number,
    Reference: sent.reference,
    Url: sent.url,
    Date: sent.date,
    DueDate: sent.dueDate,
    LineAmountTypes: sent.amountsAre && amountTypeNames[sent.amountsAre],
    CurrencyCode: sent.currency,
    CurrencyRate: sent.currencyRate && bounded(sent.currencyRate, 6, 'a currency rate'),
    Status: sent.status && statusNames[sent.status],
    LineItems: sent.lines?.map(lineBody),
  };
}

/** A new sales invoice. A blank reference or link is not named. */
export function newInvoiceBody(posting: InvoicePosting): BodyOf<Invoice> {
  const { reference, url, ...rest } = posting;
  return {
    Type: 'ACCREC',
    ...bodyOf({ ...rest, ...(reference && { reference }), ...(url && { url }) }),
  };
}

/**
 * An edit: only what is named. `changes.lines`, when there, are all the lines, each with its
 * LineItemID, since Xero deletes those that are not mentioned.
 */
export function invoiceChangeBody(id: XeroId, changes: Sent): BodyOf<Invoice> {
  return { InvoiceID: id, ...bodyOf(changes) };
}

export function invoiceStatusBody(id: XeroId, status: WritableStatus): BodyOf<Invoice> {
  return { InvoiceID: id, Status: statusNames[status] };
}
