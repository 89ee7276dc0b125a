/**
 * Invoices out, in our own CSV layout (docs/IMPORT.md): what is written can be brought in again
 * unchanged. One row a line; text is quoted where it has to be.
 */
import { stringify } from 'csv-stringify/sync';
import type { Contact } from '../accounting/contact.ts';
import type { Invoice } from '../accounting/invoice.ts';
import type { Matter } from '../accounting/practice.ts';

export const csvHeader = [
  'Invoice number',
  'Invoice date',
  'Due date',
  'Client number',
  'Client name',
  'Client e-mail',
  'Matter number',
  'Line number',
  'Kind',
  'Line date',
  'Timekeeper',
  'Description',
  'Quantity',
  'Unit price',
  'Discount',
  'Amount',
  'Tax code',
  'Tax rate',
  'Tax',
  'Currency',
  'Amounts are',
  'Reference',
  'Total',
  'Status',
] as const;

/** The header as a row of CSV. */
export function csvHeaderRow(): string {
  return stringify([[...csvHeader]]);
}

/** The rows of one invoice. Cancelled ones have no place in the layout: undefined. */
export function invoiceCsv(given: {
  invoice: Invoice;
  contact: Pick<Contact, 'number' | 'name' | 'emails'>;
  matterNumber: (id: Matter['id']) => string | undefined;
}): string | undefined {
  const { invoice, contact } = given;
  if (invoice.status === 'cancelled') return undefined;
  const rows = invoice.lines.map((line, index) => [
    invoice.number,
    invoice.date,
    invoice.dueDate ?? '',
    contact.number,
    contact.name,
    contact.emails[0] ?? '',
    (line.matterId && given.matterNumber(line.matterId)) ?? '',
    String(index + 1),
    line.kind.replace('_', ' '),
    line.date ?? '',
    line.timekeeper ?? '',
    line.description,
    line.quantity.toString(),
    line.unitPrice.toString(),
    line.discount.toString(),
    line.amount.toString(),
    line.taxCode,
    line.taxRate.normalised().toString(),
    line.tax.toString(),
    invoice.currency,
    invoice.amountsAre.replace('_', ' '),
    invoice.reference,
    invoice.total.toString(),
    invoice.status === 'issued' ? 'issued' : 'draft',
  ]);
  return stringify(rows);
}
