/**
 * Nothing is lost: each record of the book that the policy sends is in Xero with the same content,
 * or something is said about it; and what Xero received on our invoices is in the book.
 */
import type { Invoice } from '../../../src/accounting/invoice.ts';
import type { Invoice as XeroInvoice } from '../../../src/emulator/records.ts';
import { explained, type Audit, type Violation } from '../audit.ts';
import { bookInvoiceOf } from '../xero-hand.ts';
import { isLive, livePaymentsOn } from '../xero-books.ts';

const invariant = 'nothing is lost';

/** The live invoice in Xero that stands for the book's: by our link, else by its number. */
export function inXero({ xero }: Pick<Audit, 'xero'>, invoice: Invoice): XeroInvoice | undefined {
  const live = xero.invoices.filter(isLive);
  return (
    live.find((one) => bookInvoiceOf(one) === invoice.id) ??
    live.find((one) => one.InvoiceNumber === invoice.number)
  );
}

const statuses: Readonly<Record<string, readonly string[]>> = {
  draft: ['DRAFT'],
  awaiting_approval: ['SUBMITTED'],
  issued: ['AUTHORISED', 'PAID'],
};

function differences(invoice: Invoice, found: XeroInvoice): string[] {
  const unequal: string[] = [];
  const note = (field: string, book: string, xero: string): void => {
    if (book !== xero) unequal.push(`${field} ${book} here, ${xero} in Xero`);
  };
  note('total', invoice.total.toFixed(2), found.Total.toFixed(2));
  note('tax', invoice.tax.toFixed(2), found.TotalTax.toFixed(2));
  note('date', invoice.date, found.Date);
  note('due date', invoice.dueDate ?? '', found.DueDate ?? '');
  note('currency', invoice.currency, found.CurrencyCode);
  note('reference', invoice.reference, found.Reference ?? '');
  note('number', invoice.number, found.InvoiceNumber ?? '');
  const fits = statuses[invoice.status] ?? [];
  if (!fits.includes(found.Status)) unequal.push(`${invoice.status} here, ${found.Status} in Xero`);
  return unequal;
}

/**
 * The amounts paid on one invoice, on both sides, sorted. Dates are not compared: one that was paid on
 * both sides is recognised by its amount when nothing else is due.
 */
function paymentDifference(audit: Audit, invoice: Invoice, found: XeroInvoice): string | undefined {
  const here = audit.payments
    .filter(({ record, isDeleted }) => record.invoiceId === invoice.id && !isDeleted)
    .map(({ record }) => record.amount.toFixed(2))
    .sort()
    .join(', ');
  const there = livePaymentsOn(audit.xero, found)
    .map((payment) => payment.Amount.toFixed(2))
    .sort()
    .join(', ');
  return here === there ? undefined : `payments [${here}] here, [${there}] in Xero`;
}

export function nothingLost(audit: Audit): Violation[] {
  const said = explained(audit);
  const violations: Violation[] = [];
  for (const invoice of audit.invoices) {
    if (said.has(invoice.id)) continue;
    const found = inXero(audit, invoice);
    const note = (what: string): void => {
      violations.push({ invariant, detail: `invoice ${invoice.number} (${invoice.id}): ${what}` });
    };
    if (invoice.status === 'cancelled') {
      if (found && bookInvoiceOf(found) === invoice.id) note('cancelled here, stands in Xero');
      continue;
    }
    if (!found) {
      if (!isKeptOut(audit, invoice)) note('not in Xero, and nothing says why');
      continue;
    }
    for (const difference of differences(invoice, found)) note(difference);
    const money = paymentDifference(audit, invoice, found);
    if (money !== undefined) note(money);
  }
  return [...violations, ...contactsLost(audit, said)];
}

function isKeptOut({ connection }: Audit, invoice: Invoice): boolean {
  const { draftAs, awaitingApprovalAs } = connection.policy.invoices;
  if (invoice.status === 'draft') return draftAs === 'not_sent';
  return invoice.status === 'awaiting_approval' && awaitingApprovalAs === 'not_sent';
}

/** A contact of an invoice that is in Xero is the contact of that invoice there. */
function contactsLost(audit: Audit, said: ReadonlySet<string>): Violation[] {
  const contacts = new Map<string, Audit['contacts'][number]>(
    audit.contacts.map((contact) => [contact.id, contact]),
  );
  const violations: Violation[] = [];
  for (const invoice of audit.invoices) {
    const contact = contacts.get(invoice.contactId);
    const found = inXero(audit, invoice);
    if (!contact || !found || invoice.status === 'cancelled') continue;
    if (said.has(invoice.id) || said.has(contact.id)) continue;
    const there = audit.xero.contacts.find(({ ContactID }) => ContactID === found.ContactID);
    const isSame = there?.ContactNumber === contact.number || there?.Name === contact.name;
    if (isSame) continue;
    const name = `${there?.ContactNumber ?? ''} ${there?.Name ?? ''}`;
    const detail = `invoice ${invoice.number} is ${contact.number} ${contact.name}'s here, ${name}'s in Xero`;
    violations.push({ invariant, detail });
  }
  return violations;
}
