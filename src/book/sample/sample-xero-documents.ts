/**
 * Invoices, bills and payments of Xero's own in the sample: what the firm sells beside its matters,
 * and what it buys. Tieout has nothing to do with them and must leave them untouched. In Xero's own
 * field names; amounts are decimal strings.
 */
import { taxOn } from '../../accounting/invoice.ts';
import { Decimal, decimal } from '../../base/decimal.ts';
import { chance, integerBetween, pick, type Random } from '../../base/random.ts';
import { addDays, type CalendarDate } from '../../base/time.ts';
import { daysBetween } from './calendar.ts';
import type { XeroContact, XeroContacts } from './sample-xero-contacts.ts';

export interface XeroInvoice {
  readonly InvoiceID: string;
  readonly Type: 'ACCREC' | 'ACCPAY';
  readonly Status: 'DRAFT' | 'AUTHORISED' | 'PAID';
  readonly InvoiceNumber: string;
  readonly Reference?: string;
  readonly Contact: { readonly ContactID: string };
  readonly Date: CalendarDate;
  readonly DueDate: CalendarDate;
  readonly CurrencyCode: 'AUD';
  readonly LineAmountTypes: 'Exclusive';
  readonly LineItems: readonly {
    readonly LineItemID: string;
    readonly Description: string;
    readonly Quantity: string;
    readonly UnitAmount: string;
    readonly LineAmount: string;
    readonly TaxAmount: string;
    readonly TaxType: string;
    readonly AccountCode: string;
  }[];
  readonly SubTotal: string;
  readonly TotalTax: string;
  readonly Total: string;
}

export interface XeroPayment {
  readonly PaymentID: string;
  readonly Status: 'AUTHORISED';
  readonly Invoice: { readonly InvoiceID: string };
  readonly Account: { readonly Code: string };
  readonly Date: CalendarDate;
  readonly Amount: string;
  readonly Reference: string;
  readonly IsReconciled: boolean;
}

type Item = readonly [description: string, account: string, from: number, to: number];

const sold: readonly Item[] = [
  ['Seminar: protecting your brand, per seat', '260', 180, 180],
  ['Workshop: contracts for founders, per seat', '260', 240, 240],
  ['Trade marks handbook, sixth edition', '260', 85, 85],
  ['Hire of boardroom, half day', '260', 220, 360],
  ['Sublease of office, monthly', '260', 1850, 1850],
];

const bought: readonly Item[] = [
  ['Rent, level 11', '469', 18_400, 18_400],
  ['Telephones and internet', '489', 640, 980],
  ['Stationery and consumables', '461', 90, 720],
  ['Subscription to law reports', '453', 310, 1480],
  ['Office supplies and sundries', '429', 60, 540],
  ['Accounting software and advice', '453', 120, 890],
];

interface DocumentPlan {
  readonly type: XeroInvoice['Type'];
  readonly number: string;
  readonly contact: XeroContact;
  readonly date: CalendarDate;
  readonly status: XeroInvoice['Status'];
}

function documentOf(random: Random, plan: DocumentPlan): XeroInvoice {
  const isSale = plan.type === 'ACCREC';
  const items = isSale ? sold : bought;
  const lines = Array.from({ length: integerBetween(random, 1, 3) }, () => {
    const [description, account, from, to] = pick(random, items);
    const quantity = Decimal.ofInteger(isSale ? integerBetween(random, 1, 6) : 1);
    const unit = Decimal.ofUnits(BigInt(integerBetween(random, from * 100, to * 100)), 2);
    const amount = quantity.times(unit).round(2);
    const tax = taxOn(amount, decimal('10'), 'exclusive', 2);
    return { description, account, quantity, unit, amount, tax };
  });
  const net = Decimal.sum(lines.map((line) => line.amount)).round(2);
  const tax = Decimal.sum(lines.map((line) => line.tax)).round(2);
  return {
    InvoiceID: random.uuid(),
    Type: plan.type,
    Status: plan.status,
    InvoiceNumber: plan.number,
    ...(isSale && chance(random, 0.4) ? { Reference: 'Web shop' } : {}),
    Contact: { ContactID: plan.contact.ContactID },
    Date: plan.date,
    DueDate: addDays(plan.date, isSale ? 7 : 30),
    CurrencyCode: 'AUD',
    LineAmountTypes: 'Exclusive',
    LineItems: lines.map((line) => ({
      LineItemID: random.uuid(),
      Description: line.description,
      Quantity: line.quantity.toFixed(4),
      UnitAmount: line.unit.toFixed(2),
      LineAmount: line.amount.toFixed(2),
      TaxAmount: line.tax.toFixed(2),
      TaxType: isSale ? 'OUTPUT' : 'INPUT',
      AccountCode: line.account,
    })),
    SubTotal: net.toFixed(2),
    TotalTax: tax.toFixed(2),
    Total: net.plus(tax).toFixed(2),
  };
}

/** The whole of a paid document, or a part of an open one. */
function paymentOf(random: Random, invoice: XeroInvoice, today: CalendarDate): XeroPayment {
  const paid = addDays(invoice.Date, integerBetween(random, 0, 25));
  const total = decimal(invoice.Total);
  const amount = invoice.Status === 'PAID' ? total : total.times(decimal('0.4')).round(2);
  return {
    PaymentID: random.uuid(),
    Status: 'AUTHORISED',
    Invoice: { InvoiceID: invoice.InvoiceID },
    Account: { Code: '090' },
    Date: paid > today ? today : paid,
    Amount: amount.toFixed(2),
    Reference: invoice.Type === 'ACCREC' ? 'Card' : 'Direct debit',
    IsReconciled: chance(random, 0.8),
  };
}

export function sampleXeroDocuments(
  random: Random,
  contacts: XeroContacts,
  given: { readonly count: number; readonly start: CalendarDate; readonly today: CalendarDate },
): { readonly invoices: readonly XeroInvoice[]; readonly payments: readonly XeroPayment[] } {
  const days = daysBetween(given.start, given.today);
  const dates = Array.from({ length: given.count }, () =>
    addDays(given.start, integerBetween(random, 0, days)),
  ).toSorted();
  const buyers = [...contacts.customers, ...contacts.customers, ...contacts.shared.slice(0, 8)];
  let sales = 0;
  const invoices = dates.map((date) => {
    const isSale = chance(random, 0.45);
    if (isSale) sales += 1;
    const roll = random.next();
    const age = daysBetween(date, given.today);
    const isOpen = age < 25 ? roll < 0.7 : roll < 0.1;
    return documentOf(random, {
      type: isSale ? 'ACCREC' : 'ACCPAY',
      number: isSale
        ? `WEB-${String(sales).padStart(4, '0')}`
        : `${pick(random, ['B', 'R', 'TX', ''])}${integerBetween(random, 1000, 99_999)}`,
      contact: pick(random, isSale ? buyers : contacts.suppliers),
      date,
      status: roll < 0.06 ? 'DRAFT' : isOpen ? 'AUTHORISED' : 'PAID',
    });
  });
  const payments = invoices
    .filter(({ Status }) => Status === 'PAID' || (Status === 'AUTHORISED' && chance(random, 0.2)))
    .map((invoice) => paymentOf(random, invoice, given.today));
  return { invoices, payments };
}
