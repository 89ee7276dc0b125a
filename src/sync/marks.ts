/**
 * Marks: what a record of ours is found again by in Xero (RULES P4, P5). Contacts and invoices have
 * numbers that Xero keeps unique; an invoice's link also proves that it is ours. Payments have
 * nothing, so their reference ends in a token, unique to the payment and its generation.
 */
import { sha256 } from '../base/hash.ts';
import type { InvoiceId, PaymentId } from '../base/id.ts';
import type { Installation } from './plan.ts';

/** The "go to" link of an invoice: names our installation and the book's invoice. */
export function invoiceUrl(installation: Installation, invoiceId: InvoiceId): string {
  return `${installation.publicUrl}/go/${installation.id}/invoices/${invoiceId}`;
}

/** The book's invoice that a link of ours names, whatever host we had then; undefined if not ours. */
export function invoiceOfUrl(installation: Installation, url: string): InvoiceId | undefined {
  const head = `/go/${installation.id}/invoices/`;
  const at = url.indexOf(head);
  return at < 0 ? undefined : (url.slice(at + head.length) as InvoiceId);
}

const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789';

/** Nine letters and digits: one of 10^13, told apart from words by the brackets. */
export function paymentToken(
  installation: Installation,
  paymentId: PaymentId,
  generation: number,
): string {
  const hash = sha256(`${installation.id}/${paymentId}/${generation}`);
  let token = '';
  for (let i = 0; i < 9; i += 1) {
    token += alphabet[parseInt(hash.slice(i * 4, i * 4 + 4), 16) % alphabet.length];
  }
  return `[${token}]`;
}

const referenceLengthMax = 200;

/** The person's reference, then our token. */
export function paymentReference(reference: string, token: string): string {
  const own = reference.trim().slice(0, referenceLengthMax);
  return own === '' ? token : `${own} ${token}`;
}

/** Whether a reference ends in a token of the form that we give, ours or another installation's. */
export function hasPaymentToken(reference: string): boolean {
  return /\[[a-km-z2-9]{9}\]$/.test(reference);
}
