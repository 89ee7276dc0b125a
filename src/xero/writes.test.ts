import fc from 'fast-check';
import { expect, test } from 'vitest';
import { must } from '../base/assert.ts';
import { Decimal, decimal } from '../base/decimal.ts';
import type { XeroId } from '../base/id.ts';
import { date } from '../base/time.ts';
import { contactFieldNames, type ContactFields } from '../sync/mirror.ts';
import type { InvoicePosting, Write } from '../sync/posting.ts';
import { groupWrites, prepareCall } from './writes.ts';

function idOf(n: number): XeroId {
  return `ab12cd34-0000-4000-8000-${String(n).padStart(12, '0')}` as XeroId;
}

function contact(number: string): Write {
  const blank = Object.fromEntries(contactFieldNames.map((name) => [name, '']));
  const fields = { ...(blank as ContactFields), name: `Name ${number}`, number };
  return { action: 'create', mark: number, posting: { kind: 'contact', fields } };
}

function invoicePosting(number: string, description = 'Advice'): InvoicePosting {
  const amount = decimal('10.00');
  return {
    kind: 'invoice',
    number,
    contactId: idOf(1),
    status: 'draft',
    date: date('2026-11-22'),
    currency: 'AUD',
    amountsAre: 'exclusive',
    reference: '',
    url: '',
    lines: [
      {
        description,
        quantity: Decimal.one,
        unitAmount: amount,
        discountAmount: Decimal.zero,
        accountCode: '200',
        taxType: 'OUTPUT',
        tax: decimal('1.00'),
        sendTax: false,
        amount,
      },
    ],
    net: amount,
    tax: decimal('1.00'),
    total: decimal('11.00'),
  };
}

const invoice = (number: string, description?: string): Write => ({
  action: 'create',
  mark: number,
  posting: invoicePosting(number, description),
});

function payment(reference: string): Write {
  return {
    action: 'create',
    mark: reference,
    posting: {
      kind: 'payment',
      invoiceId: idOf(1),
      accountId: idOf(2),
      date: date('2026-11-22'),
      amount: decimal('10.00'),
      reference,
    },
  };
}

const statusOf = (n: number, status: 'voided' | 'authorised'): Write => ({
  action: 'set_status',
  kind: 'invoice',
  mark: idOf(n),
  status,
});
const edit = (n: number): Write => ({
  action: 'update',
  kind: 'invoice',
  mark: idOf(n),
  changes: { reference: 'x' },
  posting: { ...invoicePosting(`I-${n}`), reference: 'x' },
});
const deletion = (n: number): Write => ({
  action: 'set_status',
  kind: 'payment',
  mark: idOf(n),
  status: 'deleted',
});

test('[PRO16] creations go by PUT and say which records they are by their marks', () => {
  const call = prepareCall([contact('C-1'), contact('C-2')]);
  expect(call).toEqual({
    method: 'PUT',
    path: '/api.xro/2.0/Contacts?summarizeErrors=false',
    body: '{"Contacts":[{"Name":"Name C-1","ContactNumber":"C-1"},{"Name":"Name C-2","ContactNumber":"C-2"}]}',
    marks: ['C-1', 'C-2'],
  });
});

test('invoices go with unit prices of four decimals', () => {
  expect(prepareCall([invoice('INV-1')])).toMatchObject({
    method: 'PUT',
    path: '/api.xro/2.0/Invoices?summarizeErrors=false&unitdp=4',
  });
  expect(prepareCall([payment('p1')]).path).toBe('/api.xro/2.0/Payments?summarizeErrors=false');
});

test('edits and changes of status of invoices share a POST', () => {
  const call = prepareCall([edit(1), statusOf(2, 'voided')]);
  expect(call).toEqual({
    method: 'POST',
    path: '/api.xro/2.0/Invoices?summarizeErrors=false&unitdp=4',
    body: `{"Invoices":[{"InvoiceID":"${idOf(1)}","Reference":"x"},{"InvoiceID":"${idOf(2)}","Status":"VOIDED"}]}`,
    marks: [idOf(1), idOf(2)],
  });
});

test('[INV13] changed lines of a foreign invoice go with its rate', () => {
  const posting = { ...invoicePosting('I-1'), currency: 'USD', currencyRate: decimal('0.65') };
  const write = { action: 'update', kind: 'invoice', mark: idOf(1), posting } as const;
  const { lines } = posting;
  expect(prepareCall([{ ...write, changes: { lines } }]).body).toContain('"CurrencyRate":0.65,');
  expect(prepareCall([{ ...write, changes: { reference: 'x' } }]).body).not.toContain('Rate');
});

test('a payment is deleted alone, at its own address', () => {
  expect(prepareCall([deletion(7)])).toEqual({
    method: 'POST',
    path: `/api.xro/2.0/Payments/${idOf(7)}`,
    body: '{"Status":"DELETED"}',
    marks: [idOf(7)],
  });
});

test('an edited contact is completed from what was just read', () => {
  const blank = Object.fromEntries(contactFieldNames.map((name) => [name, '']));
  const fields = { ...(blank as ContactFields), streetCity: 'Perth', streetCode: '6000' };
  const write: Write = {
    action: 'update',
    kind: 'contact',
    mark: idOf(1),
    changes: { streetCity: 'Fremantle' },
  };
  const call = prepareCall([write], new Map([[idOf(1), { fields }]]));
  expect(call.body).toContain('"City":"Fremantle","Region":"","PostalCode":"6000"');
});

test('writes that do not belong together are refused', () => {
  const mixed: readonly (readonly Write[])[] = [
    [],
    [contact('C-1'), invoice('I-1')],
    [invoice('I-1'), edit(1)],
    [deletion(1), deletion(2)],
    [contact('C-1'), contact('C-1')],
    [contact('')],
    Array.from({ length: 51 }, (_, n) => invoice(`I-${n}`)),
  ];
  for (const writes of mixed) expect(() => prepareCall(writes)).toThrow();
});

test('a mark that is not what is sent is refused', () => {
  expect(() => prepareCall([{ ...invoice('I-1'), mark: 'I-2' } as Write])).toThrow('its number');
});

test('groups keep the order and each makes a call', () => {
  const writes = [
    contact('C-1'),
    edit(1),
    deletion(3),
    contact('C-2'),
    statusOf(1, 'authorised'),
    deletion(4),
  ];
  const groups = groupWrites(writes);
  expect(groups).toEqual([
    [contact('C-1'), contact('C-2')],
    [edit(1)],
    [deletion(3)],
    [statusOf(1, 'authorised')],
    [deletion(4)],
  ]);
  for (const group of groups) expect(() => prepareCall(group)).not.toThrow();
});

test('1,000 invoices and 200 contacts take 24 calls', () => {
  const writes = [
    ...Array.from({ length: 200 }, (_, n) => contact(`C-${n}`)),
    ...Array.from({ length: 1000 }, (_, n) => invoice(`I-${n}`)),
  ];
  expect(groupWrites(writes)).toHaveLength(24);
});

test('a call stays below the size that Xero advises', () => {
  const writes = Array.from({ length: 12 }, (_, n) => invoice(`I-${n}`, 'é'.repeat(400_000)));
  const calls = groupWrites(writes).map((group) => prepareCall(group));
  expect(calls).toHaveLength(4);
  for (const call of calls) expect(Buffer.byteLength(call.body)).toBeLessThan(3_000_100);
});

test('any mixture is sent once each, in calls that are whole', () => {
  const write = fc.oneof(
    fc.nat(90).map((n) => contact(`C-${n}`)),
    fc.nat(90).map((n) => invoice(`I-${n}`)),
    fc.nat(90).map((n) => payment(`P-${n}`)),
    fc.nat(9).map(edit),
    fc.nat(9).map((n) => statusOf(n, 'voided')),
    fc.nat(9).map((n) => deletion(1_000 + n)),
  );
  fc.assert(
    fc.property(fc.array(write, { maxLength: 200 }), (writes) => {
      const groups = groupWrites(writes);
      for (const group of groups) prepareCall(group);
      const sent = groups.flat();
      expect(sent).toHaveLength(writes.length);
      expect(new Set(sent)).toEqual(new Set(writes));
      // What concerns one record keeps its order.
      for (const mark of new Set(writes.map((one) => one.mark))) {
        const of = (list: readonly Write[]) =>
          list.filter((one) => one.mark === mark && one.action !== 'create');
        expect(of(sent).map((one) => one.action)).toEqual(of(writes).map((one) => one.action));
      }
    }),
    { numRuns: 40 },
  );
});

test('[PRO7] the same writes give the same bytes', () => {
  const again = must(groupWrites([invoice('I-1')])[0], 'group');
  expect(prepareCall(again).body).toBe(prepareCall([invoice('I-1')]).body);
});
