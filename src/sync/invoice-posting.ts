/**
 * A book invoice in the form in which Xero is to hold it, so that Xero's own arithmetic (line by
 * line, tax half up, then summed) gives our total to the cent; or every reason why it can not be
 * sent yet, naming the line (RULES L8, docs/SPEC.md MON).
 */
import { lineAmount, minorDigits, taxOn, totalsOf } from '../accounting/invoice.ts';
import type { Invoice, InvoiceLine } from '../accounting/invoice.ts';
import type { ReferenceData, TaxRate } from '../accounting/reference-data.ts';
import { Decimal, decimal } from '../base/decimal.ts';
import type { XeroId } from '../base/id.ts';
import { limits } from '../base/limits.ts';
import type { CalendarDate } from '../base/time.ts';
import { invoiceUrl } from './marks.ts';
import { normaliseText } from './merge.ts';
import type { Finding, PlanContext } from './plan.ts';
import type { Policy } from './policy.ts';
import type { InvoicePosting, LinePosting } from './posting.ts';

export type Posted =
  | { readonly kind: 'posting'; readonly posting: InvoicePosting }
  | { readonly kind: 'blocked'; readonly findings: readonly Finding[] }
  /** The policy does not send an invoice in this state. */
  | { readonly kind: 'not_sent' };

const descriptionLengthMax = 4000;
/** What Xero puts on every line of a document without tax, whatever is sent. */
const untaxedType = 'NONE';
/** Xero holds no amount finer than a hundredth, whatever the currency. */
const xeroPlacesMax = 2;
const currencyRatePlacesMax = 6;

/** The later of the organisation's two lock dates. */
export function lockDate(reference: ReferenceData): CalendarDate | undefined {
  const { periodLockDate, endOfYearLockDate } = reference.organisation;
  if (periodLockDate === undefined || endOfYearLockDate === undefined) {
    return periodLockDate ?? endOfYearLockDate;
  }
  return periodLockDate > endOfYearLockDate ? periodLockDate : endOfYearLockDate;
}

/** What state the policy gives an invoice in Xero. */
export function postedStatus(
  policy: Policy,
  invoice: Invoice,
): InvoicePosting['status'] | undefined {
  const { draftAs, awaitingApprovalAs, issuedAs } = policy.invoices;
  switch (invoice.status) {
    case 'draft':
      return draftAs === 'not_sent' ? undefined : draftAs;
    case 'awaiting_approval':
      return awaitingApprovalAs === 'not_sent' ? undefined : awaitingApprovalAs;
    case 'issued':
      return issuedAs;
    case 'cancelled':
      return undefined;
  }
}

export function postInvoice(context: PlanContext, invoice: Invoice, contactId: XeroId): Posted {
  const { policy, reference, installation } = context;
  const status = postedStatus(policy, invoice);
  if (status === undefined) return { kind: 'not_sent' };
  const places = minorDigits(invoice.currency);
  const findings: Finding[] = [];
  const note = (code: Finding['code'], facts: Record<string, string>): void => {
    findings.push({ code, facts: { number: invoice.number, ...facts } });
  };
  if (!reference.currencies.includes(invoice.currency)) {
    note('invoice.currency_not_subscribed', { currency: invoice.currency });
  }
  const lines: LinePosting[] = [];
  for (const [index, line] of invoice.lines.entries()) {
    const posted = postLine(context, { invoice, line, places });
    const facts = { line: String(index + 1), kind: line.kind.replace('_', ' ') };
    if (posted.kind === 'no_account') {
      note('invoice.account_unknown', { ...facts, account: posted.account });
    } else if (posted.kind === 'no_tax') {
      note('invoice.tax_unmapped', {
        ...facts,
        taxCode: line.taxCode,
        taxRate: line.taxRate.normalised().toString(),
      });
    } else lines.push(posted.posting);
  }
  if (findings.length > 0) return { kind: 'blocked', findings };
  const difference = totalsDifference(invoice, lines, places);
  if (difference) {
    note('invoice.totals_differ', difference);
    return { kind: 'blocked', findings };
  }
  return {
    kind: 'posting',
    posting: {
      kind: 'invoice',
      number: invoice.number,
      contactId,
      status,
      date: invoice.date,
      ...(invoice.dueDate === undefined ? {} : { dueDate: invoice.dueDate }),
      currency: invoice.currency,
      ...(invoice.currencyRate === undefined
        ? {}
        : { currencyRate: invoice.currencyRate.round(currencyRatePlacesMax) }),
      amountsAre: invoice.amountsAre,
      reference: invoice.reference,
      url: invoiceUrl(installation, invoice.id),
      lines,
      net: invoice.net,
      tax: invoice.tax,
      total: invoice.total,
    },
  };
}

type PostedLine =
  | { readonly kind: 'line'; readonly posting: LinePosting }
  | { readonly kind: 'no_account'; readonly account: string }
  | { readonly kind: 'no_tax' };

function postLine(
  { policy, reference }: PlanContext,
  given: { invoice: Invoice; line: InvoiceLine; places: number },
): PostedLine {
  const { invoice, line, places } = given;
  const accountCode = policy.mapping.accounts[line.kind];
  const account = reference.accounts.find((one) => one.code === accountCode && one.isActive);
  if (!account) return { kind: 'no_account', account: accountCode };
  const isTaxed = invoice.amountsAre !== 'no_tax';
  const taxType = isTaxed ? resolveTaxRate(policy, reference, line)?.taxType : untaxedType;
  if (taxType === undefined) return { kind: 'no_tax' };
  const arithmetic = xeroArithmetic(line, places);
  const reckoned = taxOn(line.amount, line.taxRate, invoice.amountsAre, places);
  return {
    kind: 'line',
    posting: {
      ...arithmetic,
      accountCode,
      taxType,
      tax: line.tax,
      sendTax: isTaxed && (!reckoned.equals(line.tax) || line.amount.isNegative()),
      amount: line.amount,
    },
  };
}

/** The mapped tax rate if its percentage is the line's, else the only one of that percentage. */
function resolveTaxRate(
  policy: Policy,
  reference: ReferenceData,
  line: InvoiceLine,
): TaxRate | undefined {
  const usable = reference.taxRates.filter(
    (rate) => rate.isActive && rate.appliesTo.revenue && rate.effectiveRate.equals(line.taxRate),
  );
  const mapped = usable.find((rate) => rate.taxType === policy.mapping.taxTypes[line.taxCode]);
  if (mapped) return mapped;
  // A percentage names a rate by itself; nought does not (exempt and out of scope are not one thing).
  return usable.length === 1 && !line.taxRate.isZero() ? usable[0] : undefined;
}

/** Quantity, price and discount that Xero multiplies to exactly our amount, else one times the amount. */
function xeroArithmetic(
  line: InvoiceLine,
  places: number,
): Pick<LinePosting, 'description' | 'quantity' | 'unitAmount' | 'discountAmount'> {
  const description = postedDescription(line);
  const fits =
    line.quantity.placesNeeded() <= 4 &&
    line.unitPrice.placesNeeded() <= 4 &&
    line.discount.placesNeeded() <= places &&
    !line.discount.isNegative() &&
    // Xero takes no discount of more than the line.
    (line.discount.isZero() || !line.quantity.times(line.unitPrice).isLessThan(line.discount)) &&
    lineAmount(line, places).equals(line.amount);
  if (fits) {
    return {
      description,
      quantity: line.quantity,
      unitAmount: line.unitPrice,
      discountAmount: line.discount,
    };
  }
  const detail = ` (${line.quantity.normalised().toString()} × ${line.unitPrice.normalised(2).toString()})`;
  return {
    description: description.slice(0, descriptionLengthMax - detail.length) + detail,
    quantity: Decimal.one,
    unitAmount: line.amount,
    discountAmount: Decimal.zero,
  };
}

/** Xero wants at least one character, and at most 4,000. */
function postedDescription(line: InvoiceLine): string {
  const text = normaliseText(line.description);
  if (text === '') return line.kind.replace('_', ' ');
  return text.length <= descriptionLengthMax ? text : `${text.slice(0, descriptionLengthMax - 1)}…`;
}

/** Where the book's totals are not the sum of its lines: Xero would hold another total. */
function totalsDifference(
  invoice: Invoice,
  lines: readonly LinePosting[],
  places: number,
): Record<string, string> | undefined {
  const xero = totalsOf(lines, invoice.amountsAre, places);
  for (const what of ['net', 'tax', 'total'] as const) {
    if (!xero[what].equals(invoice[what])) {
      return {
        what,
        xero: xero[what].toFixed(places),
        book: invoice[what].toFixed(places),
        line: 'sum of all lines',
      };
    }
  }
  const fine = invoice.lines.findIndex((line) => line.amount.placesNeeded() > xeroPlacesMax);
  if (fine >= 0) {
    const amount = invoice.lines[fine]?.amount.toString() ?? '';
    const book = amount;
    return { what: 'amount', xero: 'two decimals at most', book, line: `line ${fine + 1}` };
  }
  const max = decimal(limits.roundingLineMax);
  const tooMuch = invoice.lines.findIndex(
    (line) => line.kind === 'rounding' && max.isLessThan(line.amount.absolute()),
  );
  if (tooMuch < 0) return undefined;
  return {
    what: 'rounding',
    xero: invoice.lines[tooMuch]?.amount.toFixed(places) ?? '',
    book: `at most ${limits.roundingLineMax}`,
    line: `line ${tooMuch + 1}`,
  };
}
