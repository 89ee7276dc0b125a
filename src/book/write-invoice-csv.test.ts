import { expect, test } from 'vitest';
import { must } from '../base/assert.ts';
import { samplePractice } from './sample/sample-practice.ts';
import { readInvoices } from './read-invoices.ts';
import { csvHeaderRow, invoiceCsv } from './write-invoice-csv.ts';

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
    const amounts = invoice.lines.map((line) => `${line.kind} ${line.amount} ${line.tax}`);
    back.set(invoice.number, [invoice.total.toFixed(2), invoice.currency, ...amounts].join('|'));
  }
  expect(back.size).toBe(live.length);
  for (const invoice of live) {
    const amounts = invoice.lines.map((line) => `${line.kind} ${line.amount} ${line.tax}`);
    const expected = [invoice.total.toFixed(2), invoice.currency, ...amounts].join('|');
    expect(back.get(invoice.number)).toBe(expected);
  }
});
