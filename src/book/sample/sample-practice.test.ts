import { describe, expect, test } from 'vitest';
import { balanceOf } from '../../accounting/balance.ts';
import { billingAddress } from '../../accounting/contact.ts';
import { lineAmount, taxOn, totalsOf, type InvoiceLine } from '../../accounting/invoice.ts';
import { canonicalJson } from '../../base/canonical-json.ts';
import { decimal, Decimal } from '../../base/decimal.ts';
import { addDays, date } from '../../base/time.ts';
import { daysBetween, endOfMonth, workingDay } from './calendar.ts';
import { samplePractice, type SamplePractice } from './sample-practice.ts';

const today = date('2026-11-20');
const seeds = Array.from({ length: 20 }, (_, seed) => seed + 1);
const small = { contacts: 24, matters: 60, invoices: 120, today };
const whole = samplePractice(7, { today });

function allOf(practice: SamplePractice): InvoiceLine[] {
  return practice.invoices.flatMap((invoice) => invoice.lines);
}

describe.each(seeds)('seed %i', (seed) => {
  const sample = samplePractice(seed, small);

  test('gives the same practice again, and another seed another', () => {
    expect(canonicalJson(samplePractice(seed, small))).toBe(canonicalJson(sample));
    expect(canonicalJson(samplePractice(seed + 1, small))).not.toBe(canonicalJson(sample));
  });

  test('every line and every invoice holds the equations, in numbers that Xero keeps', () => {
    for (const invoice of sample.invoices) {
      for (const line of invoice.lines) {
        expect(lineAmount(line, 2)).toEqual(line.amount);
        expect(taxOn(line.amount, line.taxRate, invoice.amountsAre, 2)).toEqual(line.tax);
        expect(line.quantity.placesNeeded()).toBeLessThanOrEqual(4);
        expect(line.unitPrice.placesNeeded()).toBeLessThanOrEqual(4);
        expect(line.discount.placesNeeded()).toBeLessThanOrEqual(2);
        expect(line.discount.isNegative()).toBe(false);
        expect(line.quantity.isPositive()).toBe(true);
      }
      const totals = totalsOf(invoice.lines, invoice.amountsAre, 2);
      expect([invoice.net, invoice.tax, invoice.total]).toEqual([
        totals.net,
        totals.tax,
        totals.total,
      ]);
      expect(invoice.total.isPositive()).toBe(true);
    }
  });

  test('Xero reckons the same: the discount off the rounded product', () => {
    for (const line of allOf(sample)) {
      const product = line.quantity.times(line.unitPrice).round(2);
      expect(product.minus(line.discount)).toEqual(line.amount);
      expect(line.discount.isZero() || line.discount.compare(product) <= 0).toBe(true);
    }
  });

  test('payments are positive, never exceed their invoice, and lie between it and today', () => {
    const invoices = new Map(sample.invoices.map((invoice) => [invoice.id, invoice]));
    const paid = Map.groupBy(sample.payments, (payment) => payment.invoiceId);
    for (const [id, payments] of paid) {
      const invoice = invoices.get(id);
      if (invoice?.status !== 'issued') throw new Error('only issued invoices are paid');
      expect(balanceOf(invoice, payments).due.isNegative()).toBe(false);
      for (const payment of payments) {
        expect(payment.amount.isPositive()).toBe(true);
        expect(payment.currency).toBe(invoice.currency);
        expect(payment.date >= invoice.date && payment.date <= today).toBe(true);
      }
    }
  });

  test('every reference leads somewhere, and no entry is on two live invoices', () => {
    const contacts = new Set(sample.contacts.map((contact) => contact.id));
    const matters = new Map(sample.matters.map((matter) => [matter.id, matter]));
    const people = new Set(sample.people.map((person) => person.id));
    const entries = [...sample.timeEntries, ...sample.expenseEntries];
    const known = new Map(entries.map((entry) => [entry.id, entry]));
    expect(known.size).toBe(entries.length);
    for (const matter of sample.matters) expect(contacts.has(matter.contactId)).toBe(true);
    for (const entry of sample.timeEntries) {
      expect(matters.has(entry.matterId) && people.has(entry.personId)).toBe(true);
      expect(entry.hours.placesNeeded()).toBeLessThanOrEqual(1);
    }
    const billedEntries: string[] = [];
    for (const invoice of sample.invoices) {
      for (const line of invoice.lines) {
        const matter = line.matterId && matters.get(line.matterId);
        expect(matter?.contactId).toBe(invoice.contactId);
        if (line.entryId === undefined) continue;
        expect(invoice.status).not.toBe('cancelled');
        expect(known.get(line.entryId)?.matterId).toBe(line.matterId);
        billedEntries.push(line.entryId);
      }
    }
    expect(new Set(billedEntries).size).toBe(billedEntries.length);
  });

  test('ids and numbers are unique, and invoice numbers follow their dates', () => {
    const ids = [
      ...sample.contacts,
      ...sample.matters,
      ...sample.invoices,
      ...sample.payments,
      ...sample.people,
    ].map((record) => record.id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(sample.contacts.map((contact) => contact.number)).size).toBe(24);
    expect(new Set(sample.contacts.map((contact) => contact.name.toLowerCase())).size).toBe(24);
    expect(new Set(sample.matters.map((matter) => matter.number)).size).toBe(60);
    const dates = sample.invoices.map((invoice) => invoice.date);
    expect(dates).toEqual(dates.toSorted());
    expect(sample.invoices.map((invoice) => invoice.number)).toEqual(
      sample.invoices.map((_, at) => `INV-${10_421 + at}`),
    );
  });

  test('what Xero has of a client is blank or equal, never another value', () => {
    const byName = new Map(sample.contacts.map((contact) => [contact.name, contact]));
    const names = sample.xero.contacts.map((contact) => contact.Name.toLowerCase());
    expect(new Set(names).size).toBe(names.length);
    const shared = sample.xero.contacts.filter((contact) => byName.has(contact.Name));
    expect(shared).toHaveLength(8);
    for (const xero of shared) {
      const contact = byName.get(xero.Name);
      expect([undefined, contact?.number]).toContain(xero.ContactNumber);
      expect([undefined, contact?.emails[0]]).toContain(xero.EmailAddress);
      expect([undefined, contact?.firstName]).toContain(xero.FirstName);
      expect([undefined, contact?.lastName]).toContain(xero.LastName);
      expect([undefined, contact?.taxNumber]).toContain(xero.TaxNumber);
      const numbers = contact?.phones.map((phone) => phone.number) ?? [];
      for (const phone of xero.Phones) expect(numbers).toContain(phone.PhoneNumber);
      const address = contact && billingAddress(contact);
      for (const postal of xero.Addresses) {
        expect([postal['AddressLine1'], postal['AddressLine2']]).toEqual([
          address?.lines[0],
          address?.lines[1],
        ]);
        expect(postal['City']).toBe(address?.city);
      }
    }
  });

  test("Xero's own documents add up and carry none of our numbers", () => {
    const contacts = new Set(sample.xero.contacts.map((contact) => contact.ContactID));
    const totals = new Map<string, Decimal>();
    for (const invoice of sample.xero.invoices) {
      const sum = (amounts: readonly string[]) => Decimal.sum(amounts.map(decimal)).toFixed(2);
      expect(sum(invoice.LineItems.map((line) => line.LineAmount))).toBe(invoice.SubTotal);
      expect(sum(invoice.LineItems.map((line) => line.TaxAmount))).toBe(invoice.TotalTax);
      expect(sum([invoice.SubTotal, invoice.TotalTax])).toBe(invoice.Total);
      expect(contacts.has(invoice.Contact.ContactID)).toBe(true);
      expect(invoice.InvoiceNumber.startsWith('INV-')).toBe(false);
      expect(invoice.Date <= today).toBe(true);
      totals.set(invoice.InvoiceID, decimal(invoice.Total));
    }
    for (const payment of sample.xero.payments) {
      const total = totals.get(payment.Invoice.InvoiceID);
      expect(total && decimal(payment.Amount).compare(total) <= 0).toBe(true);
      expect(payment.Date <= today).toBe(true);
    }
    const paid = sample.xero.invoices.filter((invoice) => invoice.Status === 'PAID');
    const paidIds = new Set(sample.xero.payments.map((payment) => payment.Invoice.InvoiceID));
    for (const invoice of paid) expect(paidIds.has(invoice.InvoiceID)).toBe(true);
  });
});

describe('the whole practice', () => {
  test('has 200 contacts, 600 matters and 1,000 invoices, and every client is billed', () => {
    expect(whole.contacts).toHaveLength(200);
    expect(whole.matters).toHaveLength(600);
    expect(whole.invoices).toHaveLength(1000);
    expect(new Set(whole.invoices.map((invoice) => invoice.contactId)).size).toBe(200);
    expect(whole.xero.contacts).toHaveLength(67 + 40);
    expect(whole.xero.invoices).toHaveLength(120);
  });

  test('has lines of every kind, each tax code, each treatment and several currencies', () => {
    const lines = allOf(whole);
    expect(new Set(lines.map((line) => line.kind)).size).toBe(7);
    expect(new Set(lines.map((line) => line.taxCode))).toEqual(
      new Set(['standard', 'free', 'none']),
    );
    const treatments = new Set(whole.invoices.map((invoice) => invoice.amountsAre));
    expect(treatments).toEqual(new Set(['exclusive', 'inclusive', 'no_tax']));
    const currencies = new Set(whole.invoices.map((invoice) => invoice.currency));
    expect(currencies).toEqual(new Set(['AUD', 'USD', 'GBP', 'EUR', 'NZD']));
    for (const invoice of whole.invoices) {
      expect(invoice.currencyRate === undefined).toBe(invoice.currency === 'AUD');
    }
  });

  test('rounds by at most five cents', () => {
    const rounding = allOf(whole).filter((line) => line.kind === 'rounding');
    expect(rounding.length).toBeGreaterThan(10);
    for (const line of rounding) {
      expect(line.amount.absolute().compare(decimal('0.05'))).toBeLessThanOrEqual(0);
    }
  });

  test('is mostly issued and mostly paid, with drafts, open, part-paid and overdue invoices', () => {
    const count = (status: string) =>
      whole.invoices.filter((invoice) => invoice.status === status).length;
    expect(count('issued')).toBeGreaterThan(900);
    expect(count('draft')).toBeGreaterThan(8);
    expect(count('awaiting_approval')).toBeGreaterThan(1);
    expect(count('cancelled')).toBeGreaterThan(5);
    const paid = Map.groupBy(whole.payments, (payment) => payment.invoiceId);
    const settled = whole.invoices.map((invoice) => balanceOf(invoice, paid.get(invoice.id) ?? []));
    const of = (settlement: string) =>
      settled.filter((balance) => balance.settlement === settlement).length;
    expect(of('paid')).toBeGreaterThan(700);
    expect(of('part_paid')).toBeGreaterThan(15);
    const instalments = [...paid.values()].filter((payments) => payments.length > 1);
    expect(instalments.length).toBeGreaterThan(40);
    const overdue = whole.invoices.filter(
      (invoice, at) => (invoice.dueDate ?? today) < today && settled[at]?.due.isPositive() === true,
    );
    expect(overdue.length).toBeGreaterThan(15);
  });

  test('reads like the work of a firm: no wording is left unfilled', () => {
    const texts = [
      ...allOf(whole).map((line) => line.description),
      ...whole.matters.map((matter) => matter.name),
    ];
    expect(texts.filter((text) => /[{}]|undefined/.test(text))).toEqual([]);
  });
});

test('days are reckoned by the calendar', () => {
  expect(daysBetween(date('2026-02-27'), date('2026-03-01'))).toBe(2);
  expect(endOfMonth(date('2028-02-03'))).toBe('2028-02-29');
  expect(workingDay(date('2026-11-22'))).toBe('2026-11-20');
  expect(workingDay(date('2026-11-21'))).toBe('2026-11-20');
  expect(workingDay(today)).toBe(today);
  expect(daysBetween(today, addDays(today, 548))).toBe(548);
});
