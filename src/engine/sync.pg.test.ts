import { expect, test } from 'vitest';
import { decimal } from '../base/decimal.ts';
import type { Firm } from '../../test/support/firm.ts';
import { callsDuring, firms, sentences } from '../../test/support/firms.ts';
import { readInvoices } from '../store/book-records.ts';
import { replaceInvoice, setInvoiceStatus } from '../store/book-edits.ts';

const firm = firms();

interface XeroInvoices {
  Invoices: {
    InvoiceID: string;
    InvoiceNumber: string;
    Status: string;
    Total: number;
    Reference?: string;
    LineItems: { Description: string }[];
  }[];
}

async function invoicesInXero(f: Firm): Promise<XeroInvoices['Invoices']> {
  const { Invoices } = await f.act<XeroInvoices>('GET', '/Invoices?page=1&pageSize=1000');
  return Invoices;
}

async function oneInvoice(f: Firm, given: Parameters<Firm['invoice']>[1] = {}) {
  const contact = f.contact();
  const invoice = f.invoice(contact.id, given);
  await f.enter({ contacts: [contact], invoices: [invoice] });
  await f.connect();
  await f.sync();
  return { contact, invoice };
}

test('[TIE1] a new client, invoice and payment reach Xero and tie out', async () => {
  const f = await firm();
  const contact = f.contact();
  const invoice = f.invoice(contact.id);
  await f.enter({ contacts: [contact], invoices: [invoice], payments: [f.payment(invoice)] });
  await f.connect();
  const result = await f.sync();
  expect(result.counts.payment.accepted).toBe(1);
  const report = await f.tieOut();
  expect(report).toMatchObject({ agree: true, differences: [], equal: { invoices: 1 } });
});

test('[FIG4] a second sync writes nothing and makes one read a kind', async () => {
  const f = await firm();
  const contact = f.contact();
  const invoice = f.invoice(contact.id);
  await f.enter({ contacts: [contact], invoices: [invoice], payments: [f.payment(invoice)] });
  await f.connect();
  await f.sync();
  expect(await callsDuring(f, () => f.sync())).toEqual({
    'GET /Contacts': 1,
    'GET /Invoices': 1,
    'GET /CreditNotes': 1,
    'GET /Payments': 1,
  });
});

test('[PRO15] an edited invoice is read again by id and only its changes go', async () => {
  const f = await firm();
  const { invoice } = await oneInvoice(f);
  const edited = { ...invoice, reference: 'Second letter' };
  await f.database.transaction((tx) =>
    replaceInvoice(tx, f.edit, { invoice: edited, source: 'book', changes: [] }),
  );
  const calls = await callsDuring(f, () => f.sync());
  expect(calls['POST /Invoices']).toBe(1);
  expect((await invoicesInXero(f))[0]?.Reference).toBe('Second letter');
  expect((await f.tieOut()).agree).toBe(true);
});

test('[INV7] changed lines replace the lines in Xero and the totals agree', async () => {
  const f = await firm();
  const { invoice } = await oneInvoice(f);
  const changed = f.invoice(invoice.contactId, {
    lines: [f.line({ quantity: decimal('2') }), f.line({ description: 'Filing fee' })],
  });
  const edited = { ...changed, id: invoice.id, number: invoice.number };
  await f.database.transaction((tx) =>
    replaceInvoice(tx, f.edit, { invoice: edited, source: 'book', changes: [] }),
  );
  await f.sync();
  expect((await invoicesInXero(f))[0]?.LineItems).toHaveLength(2);
  expect((await f.tieOut()).agree).toBe(true);
});

test('[INV6] an invoice approved in Xero is issued here', async () => {
  const f = await firm();
  const { invoice } = await oneInvoice(f, { status: 'draft' });
  const [inXero] = await invoicesInXero(f);
  expect(inXero?.Status).toBe('DRAFT');
  await f.act('POST', `/Invoices/${inXero?.InvoiceID}`, { Status: 'AUTHORISED' });
  f.clock.advance(120_000);
  await f.sync();
  const [book] = await f.database.transaction((tx) => readInvoices(tx, [invoice.id]));
  expect(book?.record.status).toBe('issued');
  expect((await f.tieOut()).agree).toBe(true);
});

test('[INV1] issuing a draft here approves it in Xero', async () => {
  const f = await firm();
  const { invoice } = await oneInvoice(f, { status: 'draft' });
  await f.database.transaction((tx) =>
    setInvoiceStatus(tx, f.edit, { id: invoice.id, from: 'draft', to: 'issued' }),
  );
  await f.sync();
  expect((await invoicesInXero(f))[0]?.Status).toBe('AUTHORISED');
  expect((await f.tieOut()).agree).toBe(true);
});

test('[INV10] an invoice voided in Xero is a finding that a person confirms', async () => {
  const f = await firm();
  await oneInvoice(f);
  const [inXero] = await invoicesInXero(f);
  await f.act('POST', `/Invoices/${inXero?.InvoiceID}`, { Status: 'VOIDED' });
  f.clock.advance(120_000);
  await f.sync();
  expect(await sentences(f)).toEqual([
    expect.stringMatching(/^Invoice INV-\d+ was voided in Xero and still stands here\.$/),
  ]);
});

test('[INV9] a cancelled invoice is voided in Xero', async () => {
  const f = await firm();
  const { invoice } = await oneInvoice(f);
  await f.database.transaction((tx) =>
    setInvoiceStatus(tx, f.edit, { id: invoice.id, from: 'issued', to: 'cancelled' }),
  );
  await f.sync();
  expect((await invoicesInXero(f))[0]?.Status).toBe('VOIDED');
  expect((await f.tieOut()).agree).toBe(true);
});

test('[INV4] an edit in Xero of what the book owns is drift: reported, or overwritten by policy', async () => {
  const f = await firm();
  await oneInvoice(f);
  const [inXero] = await invoicesInXero(f);
  await f.act('POST', `/Invoices/${inXero?.InvoiceID}`, { Reference: 'Changed by hand' });
  f.clock.advance(120_000);
  await f.sync();
  expect(await sentences(f)).toEqual([expect.stringMatching(/was changed in Xero: reference\.$/)]);
  const { policy } = await f.connection();
  await f.changePolicy({ invoices: { ...policy.invoices, drift: 'overwrite' } });
  await f.act('POST', `/Invoices/${inXero?.InvoiceID}`, { Reference: 'And again' });
  f.clock.advance(120_000);
  await f.sync();
  expect((await invoicesInXero(f))[0]?.Reference ?? '').toBe('');
  expect(await sentences(f)).toEqual([]);
});

test('[INV2] a number that a stranger uses in Xero is a clash, and the stranger stays untouched', async () => {
  const f = await firm();
  const contact = f.contact();
  const invoice = f.invoice(contact.id);
  await f.enter({ contacts: [contact], invoices: [invoice] });
  const { Contacts } = await f.act<{ Contacts: { ContactID: string }[] }>('PUT', '/Contacts', {
    Name: 'A stranger',
  });
  const line = { Description: 'Theirs', Quantity: 1, UnitAmount: 10, AccountCode: '200' };
  await f.act('PUT', '/Invoices', {
    Type: 'ACCREC',
    InvoiceNumber: invoice.number,
    Contact: { ContactID: Contacts[0]?.ContactID },
    LineItems: [line],
  });
  await f.connect();
  await f.sync();
  expect(await sentences(f)).toEqual([
    expect.stringMatching(/^Xero already has an invoice INV-\d+, and it is not this one/),
  ]);
  const all = await invoicesInXero(f);
  expect(all.map((one) => one.LineItems[0]?.Description)).toEqual(['Theirs']);
});

test('[CON2] a read-only connection writes nothing and says what it would', async () => {
  const f = await firm();
  const contact = f.contact();
  await f.enter({ contacts: [contact], invoices: [f.invoice(contact.id)] });
  await f.connect({ isReadOnly: true });
  const calls = await callsDuring(f, () => f.sync());
  expect(Object.keys(calls).filter((name) => !name.startsWith('GET'))).toEqual([]);
  expect(await sentences(f)).toContain(
    'Contact Client 1 Pty Ltd would be written to Xero, but the connection is read-only.',
  );
});

test('[PLN3] what an unmapped account blocks is sent once the mapping is right', async () => {
  const f = await firm();
  const contact = f.contact();
  await f.enter({ contacts: [contact], invoices: [f.invoice(contact.id)] });
  await f.connect();
  const { policy } = await f.connection();
  const accounts = { ...policy.mapping.accounts, time: '999' };
  await f.changePolicy({ mapping: { ...policy.mapping, accounts } });
  await f.sync();
  expect(await sentences(f)).toEqual([
    expect.stringMatching(/line 1: account 999 for time lines is not an active account in Xero\.$/),
  ]);
  await f.changePolicy({ mapping: policy.mapping });
  await f.sync();
  expect(await sentences(f)).toEqual([]);
  expect((await f.tieOut()).agree).toBe(true);
});

test('an untaxed invoice is equal on both sides, whatever tax type Xero puts on its lines', async () => {
  const f = await firm();
  const line = f.line({ taxCode: 'none', taxRate: decimal('0'), tax: decimal('0.00') });
  await oneInvoice(f, { amountsAre: 'no_tax', lines: [line] });
  f.clock.advance(120_000);
  await f.sync();
  expect(await sentences(f)).toEqual([]);
  expect((await f.tieOut()).agree).toBe(true);
});
