import { expect, test } from 'vitest';
import type { Firm } from '../../test/support/firm.ts';
import { firms } from '../../test/support/firms.ts';
import { must } from '../base/assert.ts';
import { decimal, Decimal } from '../base/decimal.ts';
import { date } from '../base/time.ts';
import type { ImportedInvoice } from '../book/imported-invoice.ts';
import { setInvoiceStatus } from './book-edits.ts';
import { readInvoices } from './book-records.ts';
import { sql } from './database.ts';
import { takeInvoices } from './imports.ts';

const firm = firms();

function imported(f: Firm, given: Partial<ImportedInvoice> = {}): ImportedInvoice {
  const line = f.line();
  return {
    number: '96542',
    client: { number: 'C-1', name: 'Merten & Sons' },
    matters: [{ number: 'M-1', name: 'Lease' }],
    status: 'issued',
    date: date('2026-11-01'),
    dueDate: date('2026-12-01'),
    currency: 'AUD',
    amountsAre: 'exclusive',
    reference: '',
    lines: [{ ...line, matterNumber: 'M-1' }],
    net: line.amount,
    tax: line.tax,
    total: line.amount.plus(line.tax),
    notices: [],
    ...given,
  };
}

function take(f: Firm, ...invoices: readonly ImportedInvoice[]) {
  return f.database.transaction((tx) =>
    takeInvoices(tx, f.edit, { invoices, file: 'bills.txt', source: 'import', random: f.random }),
  );
}

async function counted(f: Firm): Promise<Record<string, number>> {
  const { rows } = await f.database.transaction((tx) =>
    sql<{ name: string; count: number }>`
      select 'contacts' as name, count(*) as count from contact union all
      select 'matters', count(*) from matter union all
      select 'invoices', count(*) from invoice union all
      select 'lines', count(*) from invoice_line order by 1`.execute(tx),
  );
  return Object.fromEntries(rows.map(({ name, count }) => [name, count]));
}

test('[IMP7] an invoice comes in with its client and matter, and the same again changes nothing', async () => {
  const f = await firm();
  expect(await take(f, imported(f))).toEqual({ created: 1, updated: 0, unchanged: 0, refused: [] });
  const before = await counted(f);
  expect(before).toEqual({ contacts: 1, matters: 1, invoices: 1, lines: 1 });
  expect(await take(f, imported(f))).toEqual({ created: 0, updated: 0, unchanged: 1, refused: [] });
  expect(await counted(f)).toEqual(before);
});

test('[IMP7] clients and matters that are known are used, not made again', async () => {
  const f = await firm();
  await take(f, imported(f), imported(f, { number: '2', client: { number: 'C-1' } }));
  await take(f, imported(f, { number: '3' }));
  expect(await counted(f)).toEqual({ contacts: 1, matters: 1, invoices: 3, lines: 3 });
});

test('[IMP7] changed content replaces what was not sent yet', async () => {
  const f = await firm();
  await take(f, imported(f));
  const changed = imported(f, { reference: 'corrected' });
  expect(await take(f, changed)).toMatchObject({ updated: 1, refused: [] });
  const { rows } = await f.database.transaction((tx) =>
    sql<{ id: string }>`select id from invoice`.execute(tx),
  );
  const [invoice] = await f.database.transaction((tx) =>
    readInvoices(
      tx,
      rows.map(({ id }) => id),
    ),
  );
  expect(invoice).toMatchObject({
    version: 2,
    record: { reference: 'corrected', number: '96542' },
  });
});

test('[IMP7] changed content of an invoice that was sent is refused with the reason', async () => {
  const f = await firm();
  await take(f, imported(f));
  await f.connect();
  await f.sync();
  const { refused, updated } = await take(f, imported(f, { reference: 'corrected' }));
  expect(updated).toBe(0);
  expect(refused).toMatchObject([{ file: 'bills.txt', invoiceNumber: '96542' }]);
  expect(refused[0]?.faults[0]?.message).toMatch(/96542 is already here.*was sent to Xero/);
  expect((await take(f, imported(f))).unchanged).toBe(1);
});

test('[IMP7] a draft that was sent follows the file, a cancelled invoice never comes back', async () => {
  const f = await firm();
  await take(f, imported(f, { status: 'draft' }));
  await f.connect();
  await f.sync();
  const changed = imported(f, { status: 'draft', reference: 'corrected' });
  expect((await take(f, changed)).updated).toBe(1);
  await f.sync();
  expect((await f.tieOut()).agree).toBe(true);
  const { rows } = await f.database.transaction((tx) =>
    sql<{ id: Parameters<typeof setInvoiceStatus>[2]['id'] }>`select id from invoice`.execute(tx),
  );
  const { id } = must(rows[0], 'the invoice');
  await f.database.transaction((tx) =>
    setInvoiceStatus(tx, f.edit, { id, from: 'draft', to: 'cancelled' }),
  );
  const { refused } = await take(f, imported(f, { status: 'draft', reference: 'again' }));
  expect(refused[0]?.faults[0]?.message).toMatch(/cancelled/);
});

test('[IMP2] a batch that fails leaves nothing of itself behind', async () => {
  const f = await firm();
  const broken = imported(f, {
    number: '7',
    total: decimal('1'),
    net: decimal('5'),
    tax: Decimal.zero,
  });
  await expect(take(f, imported(f), broken)).rejects.toThrow(/check/);
  expect(await counted(f)).toEqual({ contacts: 0, matters: 0, invoices: 0, lines: 0 });
});

test('[INV14] a cancelled invoice gives its entries back, so that they can be billed again', async () => {
  const f = await firm();
  const contact = f.contact();
  const entryId = f.random.uuid();
  const bill = (number: string) => f.invoice(contact.id, { number, lines: [f.line({ entryId })] });
  const first = bill('A-1');
  await f.enter({ contacts: [contact], invoices: [first] });
  await expect(f.enter({ invoices: [bill('A-2')] })).rejects.toThrow(/invoice_line_entry/);
  await f.database.transaction((tx) =>
    setInvoiceStatus(tx, f.edit, { id: first.id, from: 'issued', to: 'cancelled' }),
  );
  await f.enter({ invoices: [bill('A-2')] });
});
