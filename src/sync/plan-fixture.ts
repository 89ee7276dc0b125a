/**
 * Values for tests of the planner: an organisation with accounts and tax rates, records of either
 * side made by few words, and what Xero would echo of a posting. For tests alone.
 */
import type { Contact } from '../accounting/contact.ts';
import {
  lineAmount,
  minorDigits,
  taxOn,
  totalsOf,
  type Invoice,
  type InvoiceLine,
} from '../accounting/invoice.ts';
import type { Payment } from '../accounting/payment.ts';
import type { Account, ReferenceData, TaxRate } from '../accounting/reference-data.ts';
import { must } from '../base/assert.ts';
import { Decimal, decimal } from '../base/decimal.ts';
import type { ContactId, InvoiceId, PaymentId, TenantId, XeroId } from '../base/id.ts';
import { date, instant } from '../base/time.ts';
import { contactFields } from './contact-fields.ts';
import { invoiceUrl, paymentReference, paymentToken } from './marks.ts';
import type { ContactFields, MirrorContact, MirrorInvoice, MirrorPayment } from './mirror.ts';
import type { Installation, PlanContext } from './plan.ts';
import { continuous, type Policy } from './policy.ts';
import type { InvoicePosting, PaymentPosting } from './posting.ts';

export const installation: Installation = { id: 'inst0001', publicUrl: 'http://localhost:4000' };

export const ids = {
  contact: '01900000-0000-7000-8000-000000000001' as ContactId,
  invoice: '01900000-0000-7000-8000-000000000002' as InvoiceId,
  payment: '01900000-0000-7000-8000-000000000003' as PaymentId,
  xeroContact: '11111111-0000-4000-8000-000000000001' as XeroId,
  xeroInvoice: '11111111-0000-4000-8000-000000000002' as XeroId,
  xeroPayment: '11111111-0000-4000-8000-000000000003' as XeroId,
  bank: '11111111-0000-4000-8000-000000000090' as XeroId,
} as const;

export function xeroId(n: number): XeroId {
  return `22222222-0000-4000-8000-${String(n).padStart(12, '0')}` as XeroId;
}

const revenue = (code: string, name: string): Account => ({
  accountId: `33333333-0000-4000-8000-${code.padStart(12, '0')}` as XeroId,
  code,
  name,
  type: 'REVENUE',
  class: 'REVENUE',
  taxType: 'OUTPUT',
  isActive: true,
  takesPayments: false,
});

const bank = (code: string, name: string, accountId: XeroId): Account => ({
  accountId,
  code,
  name,
  type: 'BANK',
  class: 'ASSET',
  isActive: true,
  takesPayments: true,
});

const rate = (taxType: string, name: string, effectiveRate: string): TaxRate => ({
  taxType,
  name,
  effectiveRate: decimal(effectiveRate),
  isActive: true,
  appliesTo: { assets: true, equity: true, expenses: true, liabilities: true, revenue: true },
});

export const reference: ReferenceData = {
  organisation: {
    tenantId: 'tenant' as TenantId,
    name: 'Demo Company',
    shortCode: '!demo1',
    baseCurrency: 'AUD',
    countryCode: 'AU',
    timeZone: 'Australia/Sydney',
    isDemo: true,
  },
  accounts: [
    revenue('200', 'Sales'),
    revenue('260', 'Other Revenue'),
    revenue('860', 'Rounding'),
    bank('090', 'Business Bank Account', ids.bank),
    bank('091', 'Trust Account', xeroId(91)),
  ],
  taxRates: [
    rate('OUTPUT', 'GST on Income', '10'),
    rate('EXEMPTOUTPUT', 'GST Free Income', '0'),
    rate('BASEXCLUDED', 'BAS Excluded', '0'),
    rate('TAX001', 'Half', '5'),
  ],
  currencies: ['AUD', 'USD', 'JPY'],
};

/** The preset *continuous*, with the parts that a test is about. */
export function planContext(
  policy: Partial<Policy> = {},
  organisation: Partial<ReferenceData['organisation']> = {},
): PlanContext {
  return {
    policy: { ...continuous, ...policy },
    reference: { ...reference, organisation: { ...reference.organisation, ...organisation } },
    installation,
  };
}

export function aContact(given: Partial<Contact> = {}): Contact {
  return {
    id: ids.contact,
    number: 'C0001',
    kind: 'organisation',
    name: 'Acme Pty Ltd',
    emails: ['accounts@acme.example'],
    phones: [],
    addresses: [],
    isArchived: false,
    ...given,
  };
}

const blankFields = contactFields(
  aContact({ name: '', number: '', emails: [] }),
) satisfies ContactFields;

/** A contact of Xero with these fields and no others. */
export function aMirrorContact(
  fields: Partial<ContactFields> = {},
  given: Partial<MirrorContact> = {},
): MirrorContact {
  return {
    kind: 'contact',
    xeroId: ids.xeroContact,
    updatedAt: instant(1000),
    status: 'active',
    fields: { ...blankFields, ...fields },
    ...given,
  };
}

export function aLine(given: Partial<InvoiceLine> = {}, currency = 'AUD'): InvoiceLine {
  const line = {
    kind: 'time' as const,
    description: 'Advice',
    quantity: decimal('1.5'),
    unitPrice: decimal('350.00'),
    discount: Decimal.zero,
    taxCode: 'standard',
    taxRate: decimal('10'),
    isTaxStated: false,
    ...given,
  };
  const places = minorDigits(currency);
  const amount = given.amount ?? lineAmount(line, places);
  return { ...line, amount, tax: given.tax ?? taxOn(amount, line.taxRate, 'exclusive', places) };
}

export function anInvoice(given: Partial<Invoice> = {}): Invoice {
  const lines = given.lines ?? [aLine({}, given.currency)];
  const amountsAre = given.amountsAre ?? 'exclusive';
  const currency = given.currency ?? 'AUD';
  return {
    id: ids.invoice,
    contactId: ids.contact,
    number: 'INV-1',
    status: 'issued',
    date: date('2026-11-01'),
    dueDate: date('2026-12-01'),
    currency,
    amountsAre,
    reference: 'Matter 7',
    lines,
    ...totalsOf(lines, amountsAre, minorDigits(currency)),
    ...given,
  };
}

/** What Xero holds after it took this posting. */
export function echoOf(posting: InvoicePosting, given: Partial<MirrorInvoice> = {}): MirrorInvoice {
  return {
    ...posting,
    kind: 'invoice',
    xeroId: ids.xeroInvoice,
    updatedAt: instant(2000),
    type: 'sale',
    contactName: 'Acme Pty Ltd',
    lines: posting.lines.map((line, index) => ({
      ...line,
      lineId: line.lineId ?? xeroId(1000 + index),
      discountRate: Decimal.zero,
    })),
    amountDue: posting.total,
    amountPaid: Decimal.zero,
    amountCredited: Decimal.zero,
    ...given,
  };
}

export function aPayment(given: Partial<Payment> = {}): Payment {
  return {
    id: ids.payment,
    invoiceId: ids.invoice,
    date: date('2026-11-15'),
    amount: decimal('577.50'),
    currency: 'AUD',
    reference: 'EFT',
    bankAccount: 'office',
    enteredIn: 'book',
    ...given,
  };
}

export function paymentPostingOf(payment: Payment, generation = 1): PaymentPosting {
  const token = paymentToken(installation, payment.id, generation);
  return {
    kind: 'payment',
    invoiceId: ids.xeroInvoice,
    accountId: ids.bank,
    date: payment.date,
    amount: payment.amount,
    reference: paymentReference(payment.reference, token),
  };
}

export function aMirrorPayment(given: Partial<MirrorPayment> = {}): MirrorPayment {
  return {
    kind: 'payment',
    xeroId: ids.xeroPayment,
    updatedAt: instant(3000),
    status: 'authorised',
    type: 'accrecpayment',
    invoiceId: ids.xeroInvoice,
    accountId: ids.bank,
    date: date('2026-11-15'),
    amount: decimal('577.50'),
    reference: 'by hand',
    isReconciled: false,
    isBatched: false,
    ...given,
  };
}

export function urlOf(invoice: Invoice): string {
  return invoiceUrl(installation, invoice.id);
}

/** The only one there is. */
export function only<T>(items: readonly T[]): T {
  if (items.length !== 1) throw new Error(`expected one, not ${items.length}`);
  return must(items[0], 'the only one');
}
