/** The Invoices resource: lists, reads by id or number, PUT that creates, POST that upserts. */
import { notFound, Refusal, type Answer } from './answers.ts';
import { writeBatch, type Written } from './batch.ts';
import { answerWith, flagParameter, listParameter, unitPlaces, type Call } from './call.ts';
import { readElements, type InputObject } from './input.ts';
import { holdsNumber } from './invoice-checks.ts';
import { createInvoice, updateInvoice } from './invoice-write.ts';
import { viewInvoice } from './invoice-view.ts';
import { isPaged, listRecords } from './listing.ts';
import type { Books } from './books.ts';
import type { Invoice } from './records.ts';
import type { FieldMap } from './where-evaluation.ts';

const shape = { plural: 'Invoices', errorFlag: 'HasErrors' } as const;

function dateField(date: string | undefined): number | undefined {
  return date === undefined ? undefined : Date.parse(`${date}T00:00:00Z`);
}

function fieldsIn(books: Books): FieldMap<Invoice> {
  return {
    type: (i) => i.Type,
    invoiceid: (i) => i.InvoiceID,
    invoicenumber: (i) => i.InvoiceNumber,
    reference: (i) => i.Reference,
    status: (i) => i.Status,
    date: (i) => dateField(i.Date),
    duedate: (i) => dateField(i.DueDate),
    expectedpaymentdate: (i) => dateField(i.ExpectedPaymentDate),
    plannedpaymentdate: (i) => dateField(i.PlannedPaymentDate),
    fullypaidondate: (i) => dateField(i.FullyPaidOnDate),
    updateddateutc: (i) => i.UpdatedAt,
    amountdue: (i) => i.AmountDue,
    amountpaid: (i) => i.AmountPaid,
    amountcredited: (i) => i.AmountCredited,
    subtotal: (i) => i.SubTotal,
    totaltax: (i) => i.TotalTax,
    total: (i) => i.Total,
    currencycode: (i) => i.CurrencyCode,
    currencyrate: (i) => i.CurrencyRate,
    lineamounttypes: (i) => i.LineAmountTypes,
    brandingthemeid: (i) => i.BrandingThemeID,
    senttocontact: (i) => i.SentToContact,
    url: (i) => i.Url,
    hasattachments: () => false,
    'contact.contactid': (i) => i.ContactID,
    'contact.name': (i) => books.contacts.get(i.ContactID)?.Name,
    'contact.contactnumber': (i) => books.contacts.get(i.ContactID)?.ContactNumber,
  };
}

export function listInvoices(call: Call): Answer {
  const { books } = call;
  const ids = listParameter(call, 'IDs');
  const numbers = listParameter(call, 'InvoiceNumbers');
  const contacts = listParameter(call, 'ContactIDs');
  const statuses = listParameter(call, 'Statuses');
  const mine = flagParameter(call, 'createdByMyApp') === true;
  const within = (list: string[] | undefined, value: string | undefined): boolean =>
    list === undefined || list.includes(value?.toLowerCase() ?? '');
  const { records, pagination } = listRecords(call, {
    table: books.invoices,
    fields: fieldsIn(books),
    type: 'Invoice',
    searched: (i) => [i.InvoiceNumber, i.Reference],
    keeps: (i) =>
      within(ids, i.InvoiceID) &&
      within(numbers, i.InvoiceNumber) &&
      within(contacts, i.ContactID) &&
      within(statuses, i.Status) &&
      (!mine || i.CreatedBy === call.app),
    named:
      ids?.flatMap((id) => books.invoices.get(id) ?? []) ??
      numbers?.flatMap((number) => books.invoicesByNumber(number)) ??
      contacts?.flatMap((id) => books.invoices.find('contact', id)),
  });
  const summary = flagParameter(call, 'summaryOnly') === true;
  const form = summary ? 'summary' : isPaged(call) ? 'paged' : 'unpaged';
  const options = { books, form, unitPlaces: unitPlaces(call) } as const;
  const views = records.map((invoice) => viewInvoice(invoice, options));
  return answerWith(call, shape.plural, views, pagination);
}

/** By id, else by number; a number of several means the sales invoice that is not deleted. */
export function invoiceAt(call: Call, key: string): Invoice | undefined {
  const byId = call.books.invoices.get(key.toLowerCase());
  if (byId) return byId;
  const numbered = call.books.invoicesByNumber(key);
  return (
    numbered.find((i) => i.Type === 'ACCREC' && i.Status !== 'DELETED') ??
    numbered.find((i) => i.Status !== 'DELETED') ??
    numbered[0]
  );
}

export function readInvoice(call: Call, key: string): Answer {
  const invoice = invoiceAt(call, key);
  if (!invoice) return notFound();
  const options = { books: call.books, form: 'single', unitPlaces: unitPlaces(call) } as const;
  return answerWith(call, shape.plural, [viewInvoice(invoice, options)]);
}

/** PUT: creates only. */
export function createInvoices(call: Call): Answer {
  const elements = readElements(call.body, 'Invoices', 'Invoice');
  return writeBatch(call, shape, { elements, write: (input) => createInvoice(call, input) });
}

/** POST: an element with a known id, or the number of a sales invoice, updates it. */
export function upsertInvoices(call: Call): Answer {
  const elements = readElements(call.body, 'Invoices', 'Invoice');
  for (const input of elements) {
    const id = input.text('InvoiceID');
    if (id && !call.books.invoices.get(id.toLowerCase())) throw new Refusal(notFound());
  }
  return writeBatch(call, shape, { elements, write: (input) => upsert(call, input) });
}

function upsert(call: Call, input: InputObject): Written {
  const stored = matchInvoice(call, input);
  return stored ? updateInvoice(call, input, stored) : createInvoice(call, input);
}

function matchInvoice(call: Call, input: InputObject): Invoice | undefined {
  const id = input.text('InvoiceID');
  if (id) return call.books.invoices.get(id.toLowerCase());
  const number = input.text('InvoiceNumber');
  if (!number || input.text('Type')?.toUpperCase() === 'ACCPAY') return undefined;
  const held = call.books.invoicesByNumber(number).filter((i) => holdsNumber(call, i));
  return held.find((i) => i.Status !== 'DELETED' && i.Status !== 'VOIDED') ?? held[0];
}

/** POST to one invoice, by id or number. */
export function updateOneInvoice(call: Call, key: string): Answer {
  const stored = invoiceAt(call, key);
  if (!stored) return notFound();
  const elements = readElements(call.body, 'Invoices', 'Invoice').slice(0, 1);
  return writeBatch(call, shape, {
    elements,
    write: (input) => updateInvoice(call, input, stored),
  });
}
