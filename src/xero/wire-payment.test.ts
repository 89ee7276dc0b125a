import { expect, test } from 'vitest';
import { must } from '../base/assert.ts';
import { decimal } from '../base/decimal.ts';
import type { XeroId } from '../base/id.ts';
import { date } from '../base/time.ts';
import { Fields } from './wire-fields.ts';
import { parseWire, serialiseWire } from './wire-json.ts';
import { newPaymentBody, readPayment } from './wire-payment.ts';

const id = 'ab12cd34-0000-4000-8000-000000000001' as XeroId;
const invoiceId = 'ab12cd34-0000-4000-8000-000000000002' as XeroId;
const accountId = 'ab12cd34-0000-4000-8000-000000000003' as XeroId;

function read(more: object) {
  const value = {
    PaymentID: id,
    Date: '/Date(1789344000000+0000)/',
    Amount: 100.1,
    Reference: 'DD 77 [abc]',
    PaymentType: 'ACCRECPAYMENT',
    Status: 'AUTHORISED',
    UpdatedDateUTC: '/Date(1789378203533+0000)/',
    Invoice: { InvoiceID: invoiceId, Payments: [], LineItems: [] },
    Account: { AccountID: accountId, Code: '090' },
    IsReconciled: false,
    ...more,
  };
  return readPayment(new Fields(must(parseWire(JSON.stringify(value)), 'JSON')));
}

test('a payment on an invoice reads whole', () => {
  expect(JSON.parse(JSON.stringify(read({})))).toEqual({
    kind: 'payment',
    xeroId: id,
    updatedAt: 1789378203533,
    status: 'authorised',
    type: 'accrecpayment',
    invoiceId,
    accountId,
    date: '2026-09-14',
    amount: '100.1',
    reference: 'DD 77 [abc]',
    isReconciled: false,
    isBatched: false,
  });
});

test('a refund of a credit note has no invoice', () => {
  const payment = read({ Invoice: undefined, PaymentType: 'ARCREDITPAYMENT', Status: 'DELETED' });
  expect(payment).toMatchObject({ type: 'arcreditpayment', status: 'deleted' });
  expect(payment).not.toHaveProperty('invoiceId');
});

test('a payment of a batch is known by either sign of it', () => {
  expect(read({ BatchPaymentID: accountId }).isBatched).toBe(true);
  expect(read({ BatchPayment: { BatchPaymentID: accountId } }).isBatched).toBe(true);
});

test('a payment nested in an invoice, without status, can not be taken for a whole one', () => {
  expect(() => read({ Status: undefined })).toThrow('Status is missing');
});

test('a new payment names its invoice and account by id', () => {
  const posting = {
    kind: 'payment',
    invoiceId,
    accountId,
    date: date('2026-11-22'),
    amount: decimal('100.10'),
    reference: 'DD 77 [abc]',
  } as const;
  const head = `{"Invoice":{"InvoiceID":"${invoiceId}"},"Account":{"AccountID":"${accountId}"},"Date":"2026-11-22","Amount":100.10,`;
  expect(serialiseWire(newPaymentBody(posting))).toBe(`${head}"Reference":"DD 77 [abc]"}`);
  expect(serialiseWire(newPaymentBody({ ...posting, currencyRate: decimal('0.75') }))).toBe(
    `${head}"CurrencyRate":0.75,"Reference":"DD 77 [abc]"}`,
  );
});
