import { expect, test } from 'vitest';
import { must } from '../base/assert.ts';
import { Decimal, decimal } from '../base/decimal.ts';
import type { XeroId } from '../base/id.ts';
import { date } from '../base/time.ts';
import type { InvoicePosting, LinePosting } from '../sync/posting.ts';
import { Fields } from './wire-fields.ts';
import {
  invoiceChangeBody,
  invoiceStatusBody,
  newInvoiceBody,
  readInvoice,
} from './wire-invoice.ts';
import { parseWire, serialiseWire } from './wire-json.ts';

const id = 'ab12cd34-0000-4000-8000-000000000001' as XeroId;
const contactId = 'ab12cd34-0000-4000-8000-000000000002' as XeroId;
const lineId = 'ab12cd34-0000-4000-8000-000000000003' as XeroId;

const read = (text: string) => readInvoice(new Fields(must(parseWire(text), 'JSON')));
const lineText = `{"LineItemID":"${lineId}","Description":"Advice","Quantity":1.5000,"UnitAmount":333.3333,
  "DiscountAmount":0.01,"DiscountRate":0.0,"AccountCode":"200","TaxType":"OUTPUT","TaxAmount":50.00,"LineAmount":499.99}`;
const wholeText = `{"Type":"ACCREC","InvoiceID":"${id}","InvoiceNumber":"INV-1","Reference":"Job 7",
  "Url":"https://x.example/go/1","Contact":{"ContactID":"${contactId}","Name":"Ridgeway"},
  "DateString":"2026-09-14T00:00:00","Date":"/Date(1789344000000+0000)/","DueDate":"/Date(1790553600000+0000)/",
  "Status":"PAID","LineAmountTypes":"Inclusive","CurrencyCode":"NZD","CurrencyRate":1.086500,
  "LineItems":[${lineText}],"SubTotal":449.99,"TotalTax":50.00,"Total":499.99,"AmountDue":0.00,
  "AmountPaid":400.00,"AmountCredited":99.99,"UpdatedDateUTC":"/Date(1789378203533+0000)/"}`;

/** Decimals as their text, so that a difference can be read. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

test('an invoice reads whole and exactly', () => {
  expect(plain(read(wholeText))).toEqual({
    kind: 'invoice',
    xeroId: id,
    updatedAt: 1789378203533,
    type: 'sale',
    status: 'paid',
    number: 'INV-1',
    contactId,
    contactName: 'Ridgeway',
    date: '2026-09-14',
    dueDate: '2026-09-28',
    currency: 'NZD',
    currencyRate: '1.086500',
    amountsAre: 'inclusive',
    reference: 'Job 7',
    url: 'https://x.example/go/1',
    lines: [
      {
        lineId,
        description: 'Advice',
        quantity: '1.5000',
        unitAmount: '333.3333',
        discountRate: '0.0',
        discountAmount: '0.01',
        accountCode: '200',
        taxType: 'OUTPUT',
        tax: '50.00',
        amount: '499.99',
      },
    ],
    net: '449.99',
    tax: '50.00',
    total: '499.99',
    amountDue: '0.00',
    amountPaid: '400.00',
    amountCredited: '99.99',
  });
});

test('a created invoice, answered without AmountCredited and more, reads with nought', () => {
  const invoice = read(`{"Type":"ACCPAY","InvoiceID":"${id}","Contact":{"ContactID":"${contactId}"},
    "DateString":"2026-09-14T00:00:00","Status":"DRAFT","CurrencyCode":"AUD","SubTotal":10.0,"TotalTax":1.0,
    "Total":11.0,"AmountPaid":0.0,"UpdatedDateUTC":"/Date(1789378203533+0000)/"}`);
  expect(plain(invoice)).toMatchObject({
    type: 'bill',
    number: '',
    date: '2026-09-14',
    amountsAre: 'exclusive',
    amountCredited: '0',
    amountDue: '11.0',
  });
  expect(invoice.lines).toBeUndefined();
  expect(invoice.currencyRate).toBeUndefined();
  expect(invoice.dueDate).toBeUndefined();
});

test('a line with nothing but a description reads with noughts', () => {
  const text = wholeText.replace(lineText, `{"LineItemID":"${lineId}","Description":"Note"}`);
  const line = must(read(text).lines?.[0], 'line');
  expect(line.amount.isZero() && line.quantity.isZero() && line.tax.isZero()).toBe(true);
  expect(line).toMatchObject({ description: 'Note', accountCode: '', taxType: '' });
});

test.each([
  ['"Status":"PAID"', '"Status":"PONDERING"', 'Status is PONDERING'],
  ['"Status":"PAID",', '', 'Status is missing'],
  ['"Type":"ACCREC"', '"Type":"toString"', 'Type is toString'],
  ['"Total":499.99', '"Total":"much"', 'Total is not a number'],
  ['"Total":499.99,', '', 'Total is missing'],
  ['"CurrencyCode":"NZD",', '', 'CurrencyCode is missing'],
  ['"Inclusive"', '"Perhaps"', 'LineAmountTypes is Perhaps'],
])('an invoice with %s → %s can not be understood', (from, to, reason) => {
  expect(() => read(wholeText.replace(from, to))).toThrow(reason);
});

const line: LinePosting = {
  description: 'Advice "urgent"',
  quantity: decimal('1.5'),
  unitAmount: decimal('333.3333'),
  discountAmount: Decimal.zero,
  accountCode: '200',
  taxType: 'OUTPUT',
  tax: decimal('50.00'),
  sendTax: false,
  amount: decimal('500.00'),
};

const posting: InvoicePosting = {
  kind: 'invoice',
  number: 'INV-1',
  contactId,
  status: 'authorised',
  date: date('2026-11-22'),
  dueDate: date('2026-12-20'),
  currency: 'AUD',
  amountsAre: 'exclusive',
  reference: '',
  url: 'https://x.example/go/1',
  lines: [line],
  net: decimal('500.00'),
  tax: decimal('50.00'),
  total: decimal('550.00'),
};

test('a new invoice is a sale whose contact goes by id alone and whose totals do not go', () => {
  expect(serialiseWire(newInvoiceBody(posting))).toBe(
    `{"Type":"ACCREC","Contact":{"ContactID":"${contactId}"},"InvoiceNumber":"INV-1",` +
      '"Url":"https://x.example/go/1","Date":"2026-11-22","DueDate":"2026-12-20",' +
      '"LineAmountTypes":"Exclusive","CurrencyCode":"AUD","Status":"AUTHORISED","LineItems":[' +
      '{"Description":"Advice \\"urgent\\"","Quantity":1.5,"UnitAmount":333.3333,"LineAmount":500.00,' +
      '"AccountCode":"200","TaxType":"OUTPUT"}]}',
  );
});

test('discounts and taxes go only where they have something to say', () => {
  const lines = [
    { ...line, discountAmount: decimal('-1.25'), amount: decimal('501.25') },
    { ...line, sendTax: true, tax: decimal('0.00'), accountCode: '', taxType: '' },
  ];
  const body = JSON.parse(serialiseWire(newInvoiceBody({ ...posting, lines }))) as {
    LineItems: Record<string, unknown>[];
  };
  expect(body.LineItems[0]).toMatchObject({ DiscountAmount: -1.25, LineAmount: 501.25 });
  expect(body.LineItems[0]).not.toHaveProperty('TaxAmount');
  expect(body.LineItems[1]).toHaveProperty('TaxAmount', 0);
  expect(Object.keys(must(body.LineItems[1], 'line'))).not.toContain('AccountCode');
  expect(Object.keys(must(body.LineItems[1], 'line'))).not.toContain('DiscountAmount');
});

test('an edit says only what changes', () => {
  expect(serialiseWire(invoiceChangeBody(id, { reference: '', dueDate: date('2027-01-01') }))).toBe(
    `{"InvoiceID":"${id}","Reference":"","DueDate":"2027-01-01"}`,
  );
});

test('changed lines go with their ids, and the rate with them', () => {
  const changes = { lines: [{ ...line, lineId }, line], currencyRate: decimal('0.6543210') };
  const text = serialiseWire(invoiceChangeBody(id, changes));
  expect(
    text.startsWith(
      `{"InvoiceID":"${id}","CurrencyRate":0.654321,"LineItems":[{"LineItemID":"${lineId}",`,
    ),
  ).toBe(true);
  expect(text.match(/LineItemID/g)).toHaveLength(1);
});

test('more decimals than Xero has are a bug of ours and are not cut off in silence', () => {
  const lines = [{ ...line, quantity: decimal('1.33333') }];
  expect(() => newInvoiceBody({ ...posting, lines })).toThrow('more than 4 decimals');
});

test('a status goes alone', () => {
  expect(serialiseWire(invoiceStatusBody(id, 'voided'))).toBe(
    `{"InvoiceID":"${id}","Status":"VOIDED"}`,
  );
});
