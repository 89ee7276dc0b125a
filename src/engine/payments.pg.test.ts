import { expect, test } from 'vitest';
import { decimal } from '../base/decimal.ts';
import { date } from '../base/time.ts';
import type { Firm } from '../../test/support/firm.ts';
import { callsDuring, firms, sentences } from '../../test/support/firms.ts';
import { readPaymentsOf } from '../store/book-records.ts';
import { removePayment, replacePayment } from '../store/book-edits.ts';

const firm = firms();

interface XeroPayment {
  PaymentID: string;
  Status: string;
  Amount: number;
  Reference?: string;
}

async function paymentsInXero(f: Firm): Promise<XeroPayment[]> {
  const { Payments } = await f.act<{ Payments: XeroPayment[] }>(
    'GET',
    '/Payments?page=1&pageSize=100',
  );
  return Payments;
}

async function paidInvoice(f: Firm, amount = '100.00') {
  const contact = f.contact();
  const invoice = f.invoice(contact.id);
  const payment = f.payment(invoice, { amount: decimal(amount) });
  await f.enter({ contacts: [contact], invoices: [invoice], payments: [payment] });
  await f.connect();
  await f.sync();
  return { contact, invoice, payment };
}

async function unpaidInvoice(f: Firm) {
  const contact = f.contact();
  const invoice = f.invoice(contact.id);
  await f.enter({ contacts: [contact], invoices: [invoice] });
  await f.connect();
  await f.sync();
  return { contact, invoice };
}

async function payInXero(
  f: Firm,
  number: string,
  amount: number,
  day = '2026-11-16',
): Promise<string> {
  const { Payments } = await f.act<{ Payments: XeroPayment[] }>('PUT', '/Payments', {
    Invoice: { InvoiceNumber: number },
    Account: { Code: '090' },
    Date: day,
    Amount: amount,
    Reference: 'By the bookkeeper',
  });
  f.clock.advance(120_000);
  return Payments[0]?.PaymentID ?? '';
}

test('[PRO21] a payment is sent once, with a token of ours in its reference', async () => {
  const f = await firm();
  await paidInvoice(f);
  await f.sync();
  const payments = await paymentsInXero(f);
  expect(payments).toHaveLength(1);
  expect(payments[0]?.Reference).toMatch(/^EFT \[[a-z2-9]{9}\]$/);
});

test('[PAY7] a payment entered in Xero comes back', async () => {
  const f = await firm();
  const { invoice } = await unpaidInvoice(f);
  await payInXero(f, invoice.number, 200);
  await f.sync();
  const [payment] = await f.database.transaction((tx) => readPaymentsOf(tx, [invoice.id]));
  expect(payment?.record).toMatchObject({
    enteredIn: 'xero',
    date: '2026-11-16',
    bankAccount: 'office',
  });
  expect(payment?.record.amount.toFixed(2)).toBe('200.00');
  expect((await f.tieOut()).agree).toBe(true);
});

test('[PAY2] paid on both sides is one payment, not two', async () => {
  const f = await firm();
  const { invoice } = await unpaidInvoice(f);
  await payInXero(f, invoice.number, 200, '2026-11-15');
  await f.enter({ payments: [f.payment(invoice, { amount: decimal('200.00') })] });
  const calls = await callsDuring(f, () => f.sync());
  expect(calls['PUT /Payments']).toBeUndefined();
  expect(await f.database.transaction((tx) => readPaymentsOf(tx, [invoice.id]))).toHaveLength(1);
  expect((await f.tieOut()).agree).toBe(true);
});

test('[PAY5] an edited payment is deleted in Xero and made anew under another token', async () => {
  const f = await firm();
  const { payment } = await paidInvoice(f);
  const edited = { ...payment, amount: decimal('150.00'), date: date('2026-11-17') };
  await f.database.transaction((tx) => replacePayment(tx, f.edit, edited));
  await f.sync();
  const payments = await paymentsInXero(f);
  const live = payments.filter((one) => one.Status === 'AUTHORISED');
  expect(live.map((one) => one.Amount)).toEqual([150]);
  expect(new Set(payments.map((one) => one.Reference)).size).toBe(2);
  expect((await f.tieOut()).agree).toBe(true);
});

test('[PAY5] a payment deleted here is deleted in Xero', async () => {
  const f = await firm();
  const { payment } = await paidInvoice(f);
  await f.database.transaction((tx) => removePayment(tx, f.edit, payment));
  await f.sync();
  expect((await paymentsInXero(f)).map((one) => one.Status)).toEqual(['DELETED']);
  expect((await f.tieOut()).agree).toBe(true);
});

test('[PAY8] a payment deleted in Xero is deleted here', async () => {
  const f = await firm();
  const { invoice } = await paidInvoice(f);
  const [inXero] = await paymentsInXero(f);
  await f.act('POST', `/Payments/${inXero?.PaymentID}`, { Status: 'DELETED' });
  f.clock.advance(120_000);
  await f.sync();
  const [payment] = await f.database.transaction((tx) => readPaymentsOf(tx, [invoice.id]));
  expect(payment?.isDeleted).toBe(true);
  expect((await f.tieOut()).agree).toBe(true);
});

test('[PAY4] a payment that Xero has no room for is a finding', async () => {
  const f = await firm();
  const { invoice } = await unpaidInvoice(f);
  await payInXero(f, invoice.number, 500);
  await f.enter({ payments: [f.payment(invoice, { amount: decimal('300.00') })] });
  await f.sync();
  expect(await sentences(f)).toEqual([
    expect.stringMatching(/is more than the 77\.50 still due in Xero/),
  ]);
});

test('[PAY1] a payment waits until its invoice is approved in Xero', async () => {
  const f = await firm();
  const contact = f.contact();
  const invoice = f.invoice(contact.id);
  await f.enter({ contacts: [contact], invoices: [invoice], payments: [f.payment(invoice)] });
  await f.connect();
  const { policy } = await f.connection();
  await f.changePolicy({ invoices: { ...policy.invoices, issuedAs: 'draft' } });
  await f.sync();
  expect(await sentences(f)).toEqual([
    expect.stringMatching(/waits until invoice INV-\d+ is approved/),
  ]);
  await f.act('POST', `/Invoices/${invoice.number}`, { Status: 'AUTHORISED' });
  f.clock.advance(120_000);
  await f.sync();
  expect(await paymentsInXero(f)).toHaveLength(1);
});
