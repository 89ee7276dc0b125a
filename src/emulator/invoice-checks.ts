/** Checks of an invoice's own fields: a unique number, a usable url, what approval asks for. */
import type { Call } from './call.ts';
import type { InputObject } from './input.ts';
import type { Invoice } from './records.ts';

const numberLengthMax = 255;

/** Whether a sales invoice holds this number against a new one. */
export function holdsNumber(call: Call, invoice: Invoice): boolean {
  if (invoice.Type !== 'ACCREC') return false;
  return !(invoice.Status === 'DELETED' && call.settings.deletedNumberReusable);
}

/** All checks of a created or freely edited invoice. */
export function checkInvoice(
  call: Call,
  input: InputObject,
  { invoice, stored }: { readonly invoice: Invoice; readonly stored: Invoice | undefined },
): string[] {
  const errors = checkNumber(call, invoice, stored);
  if (invoice.Status === 'AUTHORISED' && invoice.DueDate === undefined) {
    errors.push('The document DueDate field must be specified.');
  }
  if (input.has('Url')) errors.push(...checkUrl(invoice.Url));
  return errors;
}

export function checkNumber(call: Call, invoice: Invoice, stored: Invoice | undefined): string[] {
  const number = invoice.InvoiceNumber;
  if (number === undefined || number === stored?.InvoiceNumber) return [];
  if (number.length > numberLengthMax) {
    return [`InvoiceNumber must not be longer than ${numberLengthMax} characters.`];
  }
  if (invoice.Type !== 'ACCREC') return [];
  const taken = call.books
    .invoicesByNumber(number)
    .some((other) => other.InvoiceID !== invoice.InvoiceID && holdsNumber(call, other));
  return taken ? ['Invoice # must be unique.'] : [];
}

export function checkUrl(url: string | undefined): string[] {
  if (url === undefined) return [];
  const absolute = URL.canParse(url) && /^https?:/i.test(url);
  return absolute && !/xero/i.test(url) ? [] : ['Url must be a valid absolute url'];
}
