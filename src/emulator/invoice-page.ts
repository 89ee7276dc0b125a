/**
 * An invoice as a person sees it, at an address of the shape that deep links have:
 * /app/{ShortCode}/invoicing/view/{InvoiceID}. To look at; the bookkeeper's hand is /_control/act.
 */
import { htmlAnswer, type Answer } from './answers.ts';
import type { Books } from './books.ts';
import { escapeHtml, htmlPage } from './html.ts';
import type { Invoice } from './records.ts';

const address = /^\/app\/[^/]+\/invoicing\/view\/([0-9a-f-]{36})$/i;

/** Undefined when the address is no invoice's. */
export function invoicePage(tenants: readonly Books[], path: string): Answer | undefined {
  const id = address.exec(path)?.[1]?.toLowerCase();
  if (id === undefined) return undefined;
  for (const books of tenants) {
    const invoice = books.invoices.get(id);
    if (invoice) return htmlAnswer(200, page(books, invoice));
  }
  return undefined;
}

function page(books: Books, invoice: Invoice): string {
  const contact = books.contacts.get(invoice.ContactID)?.Name ?? '';
  const amount = (value: { toFixed(places: number): string } | undefined): string =>
    `<td class="amount">${value?.toFixed(2) ?? ''}</td>`;
  const lines = invoice.LineItems.map(
    (line) =>
      `<tr><td>${escapeHtml(line.Description ?? '')}</td>` +
      `<td>${escapeHtml(line.AccountCode ?? '')}</td><td>${escapeHtml(line.TaxType ?? '')}</td>` +
      `${amount(line.LineAmount)}</tr>`,
  ).join('');
  const sums = [
    ['Subtotal', invoice.SubTotal],
    ['Tax', invoice.TotalTax],
    ['Total', invoice.Total],
    ['Paid', invoice.AmountPaid],
    ['Credited', invoice.AmountCredited],
    ['Due', invoice.AmountDue],
  ] as const;
  const totals = sums.map(
    ([name, value]) => `<tr><th colspan="3">${name}</th>${amount(value)}</tr>`,
  );
  const number = invoice.InvoiceNumber ?? invoice.InvoiceID;
  const back = invoice.Url
    ? `<p><a href="${escapeHtml(invoice.Url)}">Go to the app that made it</a></p>`
    : '';
  return htmlPage(
    `Invoice ${number}`,
    `<h1>Invoice ${escapeHtml(number)}</h1>
<p>${escapeHtml(contact)} · ${invoice.Date}${invoice.DueDate ? ` · due ${invoice.DueDate}` : ''} · ${invoice.Status} · ${invoice.CurrencyCode}</p>
<p>${escapeHtml(invoice.Reference ?? '')}</p>
<table><thead><tr><th>Description</th><th>Account</th><th>Tax</th><th class="amount">Amount</th></tr></thead>
<tbody>${lines}${totals.join('')}</tbody></table>
${back}`,
  );
}
