import { expect, test } from 'vitest';
import type { Invoice } from '../../../src/accounting/invoice.ts';
import { decimal, Decimal } from '../../../src/base/decimal.ts';
import type { ConnectionId, ContactId, InvoiceId, PaymentId } from '../../../src/base/id.ts';
import { date, instant } from '../../../src/base/time.ts';
import type { Invoice as XeroInvoice, Payment } from '../../../src/emulator/records.ts';
import type { CommittedWrite } from '../../../src/emulator/world.ts';
import type { BookPaymentRow } from '../../../src/store/book-records.ts';
import type { OpenFinding } from '../../../src/store/findings.ts';
import { paymentToken } from '../../../src/sync/marks.ts';
import { continuous } from '../../../src/sync/policy.ts';
import { TieOutTally } from '../../../src/sync/tie-out.ts';
import type { Audit, Violation } from '../audit.ts';
import { Known } from '../known.ts';
import { atRest } from './at-rest.ts';
import { nothingLost } from './nothing-lost.ts';
import { nothingTwice } from './nothing-twice.ts';
import { strangers } from './strangers.ts';

const installation = { id: 'sim00001', publicUrl: '' };
const ours = (id: string): string => `http://localhost:4000/go/sim00001/invoices/${id}`;
const paymentId = '01a00000-0000-7000-8000-000000000001' as PaymentId;
const mark = (generation: number): string => paymentToken(installation, paymentId, generation);
const details = (violations: Violation[]): string => violations.map((v) => v.detail).join('; ');

function anInvoice(given: Partial<Invoice> = {}): Invoice {
  return {
    id: 'i1' as InvoiceId,
    contactId: 'c1' as ContactId,
    number: 'INV-1',
    status: 'issued',
    date: date('2026-11-01'),
    dueDate: date('2026-12-01'),
    currency: 'AUD',
    amountsAre: 'exclusive',
    reference: '',
    lines: [],
    net: decimal('100'),
    tax: decimal('10'),
    total: decimal('110'),
    ...given,
  };
}

function inXero(given: Partial<XeroInvoice> = {}): XeroInvoice {
  return {
    InvoiceID: 'x1',
    Type: 'ACCREC',
    InvoiceNumber: 'INV-1',
    Status: 'AUTHORISED',
    ContactID: 'xc1',
    Date: date('2026-11-01'),
    DueDate: date('2026-12-01'),
    LineAmountTypes: 'Exclusive',
    LineItems: [],
    SubTotal: decimal('100'),
    TotalTax: decimal('10'),
    Total: decimal('110'),
    CurrencyCode: 'AUD',
    CurrencyRate: Decimal.one,
    SentToContact: false,
    UpdatedAt: 0,
    Url: ours('i1'),
    AmountPaid: Decimal.zero,
    AmountCredited: Decimal.zero,
    AmountDue: decimal('110'),
    ...given,
  };
}

function aPayment(given: Partial<BookPaymentRow> = {}): BookPaymentRow {
  return {
    record: {
      id: paymentId,
      invoiceId: 'i1' as InvoiceId,
      date: date('2026-11-10'),
      amount: decimal('50'),
      currency: 'AUD',
      reference: '',
      bankAccount: 'office',
      enteredIn: 'book',
    },
    version: 1,
    changedAt: instant(0),
    isDeleted: false,
    generation: 1,
    ...given,
  };
}

function paid(given: Partial<Payment> = {}): Payment {
  return {
    PaymentID: 'p1',
    Status: 'AUTHORISED',
    PaymentType: 'ACCRECPAYMENT',
    InvoiceID: 'x1',
    AccountID: 'bank',
    Date: date('2026-11-10'),
    Amount: decimal('50'),
    BankAmount: decimal('50'),
    CurrencyRate: Decimal.one,
    Reference: mark(1),
    IsReconciled: false,
    UpdatedAt: 0,
    ...given,
  };
}

function write(given: Partial<CommittedWrite>): CommittedWrite {
  const { resource = 'Payments', id = 'p1', kind = 'create' } = given;
  const of = { sequence: 1, at: 0, tenantId: 't', by: 'app', method: 'PUT', path: '' } as const;
  return { ...of, resource, id, kind, ...given };
}

function audit(
  given: Partial<Omit<Audit, 'xero'>> & { xero?: Partial<Audit['xero']> } = {},
): Audit {
  const { xero, ...rest } = given;
  const made = { organisation: 'Demo', at: instant(0), mirrorReadAt: undefined };
  return {
    xero: { contacts: [], invoices: [inXero()], payments: [], writes: [], ...xero },
    contacts: [],
    invoices: [anInvoice()],
    payments: [],
    findings: [],
    tieOut: new TieOutTally().report(made),
    connection: { policy: continuous, id: 'n1' as ConnectionId } as Audit['connection'],
    installationId: 'sim00001',
    known: new Known(),
    ...rest,
  };
}

const finding = (bookId: string, kind: OpenFinding['kind'] = 'invoice'): OpenFinding => ({
  id: `f ${bookId}`,
  kind,
  bookId,
  code: 'invoice.edited_in_xero',
  facts: {},
  openedAt: instant(0),
});

test('two live invoices with one number, or for one of the book, are said', () => {
  expect(nothingTwice(audit())).toEqual([]);
  const second = inXero({ InvoiceID: 'x2', InvoiceNumber: 'INV-2' });
  expect(details(nothingTwice(audit({ xero: { invoices: [inXero(), second] } })))).toContain('i1');
  const voided = { ...second, Status: 'VOIDED' as const };
  expect(nothingTwice(audit({ xero: { invoices: [inXero(), voided] } }))).toEqual([]);
});

test('a payment that was there twice at any moment is said, in whatever generation', () => {
  const first = write({ id: 'p1', reference: mark(1) });
  const gone = write({ id: 'p1', kind: 'delete', reference: mark(1) });
  const again = write({ id: 'p2', reference: mark(2) });
  const payments = [aPayment({ generation: 2 })];
  const of = (...writes: CommittedWrite[]) => nothingTwice(audit({ payments, xero: { writes } }));
  expect(of(first, gone, again)).toEqual([]);
  expect(details(of(first, again, gone))).toContain('was made as p2 while p1 stood');
  expect(of(first, write({ id: 'p3', reference: mark(1) }))).toHaveLength(1);
});

test('a record that is missing or unequal is lost, unless a finding says why', () => {
  expect(nothingLost(audit())).toEqual([]);
  expect(details(nothingLost(audit({ xero: { invoices: [] } })))).toContain('nothing says why');
  const unequal = { invoices: [inXero({ Total: decimal('111') })] };
  expect(details(nothingLost(audit({ xero: unequal })))).toContain('total 110.00 here, 111.00');
  expect(nothingLost(audit({ xero: unequal, findings: [finding('i1')] }))).toEqual([]);
});

test('money on one side alone is lost, unless a finding of the payment says why', () => {
  const here = audit({ payments: [aPayment()] });
  expect(details(nothingLost(here))).toContain('payments [50.00] here, [] in Xero');
  const both = audit({ payments: [aPayment()], xero: { payments: [paid()] } });
  expect(nothingLost(both)).toEqual([]);
  const said = audit({ payments: [aPayment()], findings: [finding(paymentId, 'payment')] });
  expect(nothingLost(said)).toEqual([]);
});

test('what people made in Xero is not changed by the app', () => {
  const known = new Known();
  known.strangers.add('x9');
  const touched = write({ resource: 'Invoices', id: 'x9', kind: 'update', number: 'XI-1' });
  expect(strangers(audit({ known, xero: { writes: [touched] } }))).toHaveLength(1);
  expect(strangers(audit({ xero: { writes: [touched] } }))).toEqual([]);
  const byHand = write({ id: 'p8', by: 'user' });
  const deleted = write({ id: 'p8', kind: 'delete' });
  expect(strangers(audit({ xero: { writes: [byHand, deleted] } }))).toHaveLength(1);
});

test('what has no place in Xero must not get there', () => {
  const known = new Known();
  known.impossible.add('INV-1');
  const sent = write({ resource: 'Invoices', id: 'x1', number: 'INV-1' });
  expect(details(strangers(audit({ known, xero: { writes: [sent] } })))).toContain('went to Xero');
});

test('a finding that nobody sees, and one that is shown for nothing, are both said', () => {
  const shown = audit({ findings: [finding('i1')] });
  expect(details(atRest(shown))).toContain('is still shown');
  const tally = new TieOutTally();
  const facts = { number: 'INV-1', fields: 'reference' };
  const plan = { kind: 'invoice', bookId: 'i1' as InvoiceId, commands: [] } as const;
  tally.addPlan({ ...plan, findings: [{ code: 'invoice.edited_in_xero', facts }] }, 'INV-1');
  const made = { organisation: 'Demo', at: instant(0), mirrorReadAt: undefined };
  const silent = audit({ tieOut: tally.report(made) });
  expect(details(atRest(silent))).toContain('is not shown');
});

test('a sound record that nobody touched must not have a finding', () => {
  const invariant = 'what is certain is equal';
  const certain = (known: Known) =>
    atRest(audit({ known, findings: [finding('i1')] })).filter((v) => v.invariant === invariant);
  expect(certain(new Known())).toHaveLength(1);
  const touched = new Known();
  touched.doubt('i1', 'edited');
  expect(certain(touched)).toEqual([]);
  const locked = new Known();
  locked.lock(date('2026-11-02'));
  expect(certain(locked)).toEqual([]);
});
