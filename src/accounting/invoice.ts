/**
 * Invoices as the practice writes them, and the equations that must hold.
 *
 * A line's `amount` is quantity × unit price − discount, rounded half up to the currency's minor
 * unit; it is net of tax when amounts are exclusive and gross when they are inclusive. Tax is worked
 * out and rounded per line, then summed, as Xero does (docs/XERO.md X-TAX).
 */
import type { ContactId, InvoiceId, MatterId } from '../base/id.ts';
import { Decimal, decimal } from '../base/decimal.ts';
import type { CalendarDate } from '../base/time.ts';

/** What is stored. Part-paid and paid follow from payments: see `settlement` in balance.ts. */
export type InvoiceStatus = 'draft' | 'awaiting_approval' | 'issued' | 'cancelled';

export type LineKind =
  | 'time'
  | 'expense'
  | 'fixed_fee'
  | 'discount'
  | 'write_off'
  | 'no_charge'
  | 'rounding';

export type AmountsAre = 'exclusive' | 'inclusive' | 'no_tax';

export interface InvoiceLine {
  readonly kind: LineKind;
  readonly description: string;
  readonly matterId?: MatterId;
  /** When the work was done. */
  readonly date?: CalendarDate;
  /** Initials or id of who did it. */
  readonly timekeeper?: string;
  /** The time or expense entry that this line bills. */
  readonly entryId?: string;
  /** Hours or units; up to four decimals go to Xero. */
  readonly quantity: Decimal;
  /** Up to four decimals go to Xero. */
  readonly unitPrice: Decimal;
  /** Taken off quantity × unit price; negative is an uplift. */
  readonly discount: Decimal;
  readonly amount: Decimal;
  /** The practice's own tax code (`standard`, `free`, `none`, …), mapped to a TaxType by the policy. */
  readonly taxCode: string;
  /** Per cent: 10 is ten per cent. */
  readonly taxRate: Decimal;
  readonly tax: Decimal;
  /** The tax was stated by the source and does not follow from the rate; it is sent as it stands. */
  readonly isTaxStated: boolean;
}

export interface Invoice {
  readonly id: InvoiceId;
  readonly contactId: ContactId;
  readonly number: string;
  readonly externalId?: string;
  readonly status: InvoiceStatus;
  readonly date: CalendarDate;
  readonly dueDate?: CalendarDate;
  /** ISO 4217. */
  readonly currency: string;
  /** Foreign units for one unit of the base currency; absent in the base currency. */
  readonly currencyRate?: Decimal;
  readonly amountsAre: AmountsAre;
  readonly reference: string;
  readonly lines: readonly InvoiceLine[];
  readonly net: Decimal;
  readonly tax: Decimal;
  readonly total: Decimal;
}

const hundred = decimal('100');

/** Decimals of a currency's minor unit: AUD 2, JPY 0. */
export function minorDigits(currency: string): number {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  return format.resolvedOptions().maximumFractionDigits ?? 2;
}

/** Quantity × unit price − discount, rounded half up to `places`. */
export function lineAmount(
  line: Pick<InvoiceLine, 'quantity' | 'unitPrice' | 'discount'>,
  places: number,
): Decimal {
  return line.quantity.times(line.unitPrice).minus(line.discount).round(places);
}

/** The tax on one line that follows from its rate, rounded half up to `places`. */
export function taxOn(
  amount: Decimal,
  taxRate: Decimal,
  amountsAre: AmountsAre,
  places: number,
): Decimal {
  switch (amountsAre) {
    case 'no_tax':
      return Decimal.zero.round(places);
    case 'exclusive':
      return amount.times(taxRate).dividedBy(hundred, places);
    case 'inclusive':
      return amount.times(taxRate).dividedBy(hundred.plus(taxRate), places);
  }
}

export interface Totals {
  readonly net: Decimal;
  readonly tax: Decimal;
  readonly total: Decimal;
}

/** An invoice's totals from its lines. */
export function totalsOf(
  lines: readonly Pick<InvoiceLine, 'amount' | 'tax'>[],
  amountsAre: AmountsAre,
  places: number,
): Totals {
  const amount = Decimal.sum(lines.map((line) => line.amount)).round(places);
  const tax = Decimal.sum(lines.map((line) => line.tax)).round(places);
  return amountsAre === 'inclusive'
    ? { net: amount.minus(tax), tax, total: amount }
    : { net: amount, tax, total: amount.plus(tax) };
}
