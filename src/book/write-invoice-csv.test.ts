import { expect, test } from 'vitest';
import type { Invoice } from '../accounting/invoice.ts';
import { must } from '../base/assert.ts';
import { samplePractice } from './sample/sample-practice.ts';
import { readInvoices } from './read-invoices.ts';
import { csvHeaderRow, invoiceCsv } from './write-invoice-csv.ts';

/** What has to come back as it was: total, currency, and each line's kind, amount and tax. */
function wordsOf(invoice: Pick<Invoice, 'total' | 'currency' | 'lines'>): string {
  const lines = invoice.lines.map((line) => [
    line.kind,
    line.amount.toFixed(2),
    line.tax.toFixed(2),
  ]);
  return [invoice.total.toFixed(2), invoice.currency, ...lines.flat()].join('|');
}

test('what is written out is read back: numbers, lines, taxes and totals', async () => {
  const sample = samplePractice(3, { contacts: 20, invoices: 60 });
  const contacts = new Map(sample.contacts.map((contact) => [contact.id, contact]));
  const matters = new Map(sample.matters.map((matter) => [matter.id, matter.number]));
  const live = sample.invoices.filter((invoice) => invoice.status !== 'cancelled');
  const text =
    csvHeaderRow() +
    live
      .map((invoice) =>
        invoiceCsv({
          invoice,
          contact: must(contacts.get(invoice.contactId), 'a contact'),
          matterNumber: (id) => matters.get(id),
        }),
      )
      .join('');
  const bytes = Buffer.from(text, 'utf8');
  const file = {
    size: bytes.length,
    read: (position: number, length: number) =>
      Promise.resolve(bytes.subarray(position, position + length)),
    isUnchanged: () => Promise.resolve(true),
    close: () => Promise.resolve(),
  };
  const back = new Map<string, string>();
  for await (const item of readInvoices(file, {
    name: 'out.csv',
    settings: { status: 'issued' },
  })) {
    if (item.kind === 'refused') throw new Error(JSON.stringify(item.refusal));
    const { invoice } = item;
    back.set(invoice.number, wordsOf(invoice));
  }
  expect(back.size).toBe(live.length);
  for (const invoice of live) {
    expect(back.get(invoice.number)).toBe(wordsOf(invoice));
  }
});
