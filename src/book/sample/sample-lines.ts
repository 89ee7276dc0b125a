/**
 * Lines of sample invoices of every kind, each with the entry that it bills. Amounts and taxes are
 * worked out by the equations of accounting/invoice.ts, never stated; quantities and prices have at
 * most four decimals, so that Xero's arithmetic gives the same.
 */
import { lineAmount, taxOn, totalsOf } from '../../accounting/invoice.ts';
import type { AmountsAre, InvoiceLine, LineKind } from '../../accounting/invoice.ts';
import type { ExpenseEntry, TimeEntry } from '../../accounting/practice.ts';
import { Decimal, decimal } from '../../base/decimal.ts';
import { newId } from '../../base/id.ts';
import { chance, integerBetween, pick, type Random } from '../../base/random.ts';
import { addDays, type CalendarDate } from '../../base/time.ts';
import { instantOn } from './calendar.ts';
import type { ExpenseWording } from './practice-areas.ts';
import type { SampleMatter } from './sample-matters.ts';
import type { SamplePerson } from './sample-people.ts';

/** Cents in all the currencies that the sample bills in. */
export const places = 2;

export interface Terms {
  readonly amountsAre: AmountsAre;
  readonly currency: string;
  /** Services to clients overseas are GST-free. */
  readonly isExport: boolean;
}

interface Draft {
  readonly kind: LineKind;
  readonly description: string;
  readonly quantity: Decimal;
  readonly unitPrice: Decimal;
  readonly discount?: Decimal;
  readonly taxCode: 'standard' | 'free' | 'none';
  readonly of: SampleMatter;
  readonly date?: CalendarDate;
  readonly timekeeper?: string;
  readonly entryId?: string;
}

function taxCodeFor(terms: Terms, taxCode: Draft['taxCode']): Draft['taxCode'] {
  if (terms.amountsAre === 'no_tax') return 'none';
  return terms.isExport && taxCode === 'standard' ? 'free' : taxCode;
}

export function sampleLine(terms: Terms, draft: Draft): InvoiceLine {
  const { of, discount = Decimal.zero, quantity, unitPrice, ...rest } = draft;
  const taxCode = taxCodeFor(terms, draft.taxCode);
  const taxRate = taxCode === 'standard' ? decimal('10') : Decimal.zero;
  const amount = lineAmount({ quantity, unitPrice, discount }, places);
  return {
    ...rest,
    matterId: of.matter.id,
    quantity,
    unitPrice,
    discount,
    amount,
    taxCode,
    taxRate,
    tax: taxOn(amount, taxRate, terms.amountsAre, places),
    isTaxStated: false,
  };
}

const foreignRates: Readonly<Record<string, string>> = {
  USD: '0.72',
  GBP: '0.55',
  EUR: '0.66',
  NZD: '1.08',
};

/** The price of a rate or fee for a client: in its currency, and with GST where amounts hold it. */
export function priceFor(terms: Terms, price: Decimal): Decimal {
  const foreign = foreignRates[terms.currency];
  if (foreign !== undefined) return price.times(decimal(foreign)).round(0).round(places);
  return terms.amountsAre === 'inclusive' && !terms.isExport
    ? price.times(decimal('1.1')).normalised(places)
    : price;
}

export interface BilledTime {
  readonly line: InvoiceLine;
  readonly entry: TimeEntry;
}

/** Hours in six-minute units, mostly short. */
function someHours(random: Random): Decimal {
  const units = chance(random, 0.7)
    ? integerBetween(random, 1, 14)
    : integerBetween(random, 10, 58);
  return Decimal.ofUnits(BigInt(units), 1);
}

export interface Work {
  readonly terms: Terms;
  readonly until: CalendarDate;
  /** What this bill already says, so that it does not say the same twice if it can be helped. */
  readonly said: Set<string>;
}

function unsaid(random: Random, of: SampleMatter, said: Set<string>): string {
  let text = of.worded(pick(random, of.area.work));
  for (let attempt = 0; attempt < 6 && said.has(text); attempt += 1) {
    text = of.worded(pick(random, of.area.work));
  }
  said.add(text);
  return text;
}

/** A day within `days` before `until`, not before the matter was opened. */
export function someDay(
  random: Random,
  of: SampleMatter,
  span: { until: CalendarDate; days: number },
): CalendarDate {
  const chosen = addDays(span.until, -integerBetween(random, 0, span.days));
  return chosen < of.matter.openedOn ? of.matter.openedOn : chosen;
}

export function timeEntry(
  random: Random,
  of: SampleMatter,
  work: Work,
): { readonly entry: TimeEntry; readonly person: SamplePerson } {
  const person = pick(random, of.team);
  const date = someDay(random, of, { until: work.until, days: 30 });
  const entry = {
    id: newId(random, instantOn(date)),
    matterId: of.matter.id,
    personId: person.id,
    date,
    description: unsaid(random, of, work.said),
    hours: someHours(random),
    rate: priceFor(work.terms, person.rate),
    currency: work.terms.currency,
  };
  return { entry, person };
}

/** A time entry and the line that bills it: sometimes at a courtesy discount, sometimes at no charge. */
export function timeLine(random: Random, of: SampleMatter, work: Work): BilledTime {
  const { entry, person } = timeEntry(random, of, work);
  const product = entry.hours.times(entry.rate);
  const isFree = chance(random, 0.05);
  const isReduced = !isFree && product.compare(decimal('400')) > 0 && chance(random, 0.08);
  const courtesy = Decimal.ofInteger(integerBetween(random, 1, 6) * 25).round(places);
  const isWhole = product.placesNeeded() <= places;
  const line = sampleLine(work.terms, {
    kind: isFree ? 'no_charge' : 'time',
    description: isFree ? `${entry.description} (no charge)` : entry.description,
    quantity: entry.hours,
    unitPrice: isFree && !isWhole ? Decimal.zero.round(places) : entry.rate,
    discount: isFree && isWhole ? product.round(places) : isReduced ? courtesy : Decimal.zero,
    taxCode: 'standard',
    of,
    date: entry.date,
    timekeeper: person.initials,
    entryId: entry.id,
  });
  return { line, entry };
}

const perUnit: readonly (ExpenseWording & { readonly unit: string; readonly most: number })[] = [
  {
    text: 'Photocopying and printing, pages',
    category: 'printing',
    from: 0,
    to: 0,
    taxCode: 'standard',
    unit: '0.22',
    most: 460,
  },
  {
    text: 'Colour printing, pages',
    category: 'printing',
    from: 0,
    to: 0,
    taxCode: 'standard',
    unit: '0.95',
    most: 120,
  },
  {
    text: 'Travel by car, kilometres',
    category: 'travel',
    from: 0,
    to: 0,
    taxCode: 'standard',
    unit: '0.88',
    most: 160,
  },
];

export function expenseEntry(random: Random, of: SampleMatter, work: Work): ExpenseEntry {
  const isPerUnit = chance(random, 0.3);
  const counted = pick(random, perUnit);
  const priced = pick(random, of.area.expenses);
  const { text, category, taxCode } = isPerUnit ? counted : priced;
  const cents = chance(random, 0.5)
    ? integerBetween(random, priced.from, priced.to) * 100
    : integerBetween(random, priced.from * 100, priced.to * 100);
  const date = someDay(random, of, { until: work.until, days: 30 });
  return {
    id: newId(random, instantOn(date)),
    matterId: of.matter.id,
    personId: pick(random, of.team).id,
    date,
    description: of.worded(text),
    category,
    quantity: isPerUnit ? Decimal.ofInteger(integerBetween(random, 4, counted.most)) : Decimal.one,
    unitPrice: isPerUnit ? decimal(counted.unit) : Decimal.ofUnits(BigInt(cents), places),
    currency: work.terms.currency,
    taxCode,
  };
}

export function expenseLine(entry: ExpenseEntry, of: SampleMatter, terms: Terms): InvoiceLine {
  return sampleLine(terms, {
    kind: 'expense',
    description: entry.description,
    quantity: entry.quantity,
    unitPrice: entry.unitPrice,
    taxCode: entry.taxCode === 'free' ? 'free' : entry.taxCode === 'none' ? 'none' : 'standard',
    of,
    date: entry.date,
    entryId: entry.id,
  });
}

export function fixedFeeLine(random: Random, of: SampleMatter, terms: Terms): InvoiceLine {
  const fee = Decimal.ofInteger(integerBetween(random, 9, 130) * 50).round(places);
  const odd = chance(random, 0.15) ? decimal('37.50') : decimal('0.00');
  return sampleLine(terms, {
    kind: 'fixed_fee',
    description: of.worded(pick(random, of.area.fixedFees)),
    quantity: Decimal.one,
    unitPrice: priceFor(terms, fee.plus(odd)),
    taxCode: 'standard',
    of,
  });
}

const writeOffs = [
  'Time written off – research of general benefit',
  'Time written off – handover between fee earners',
  'Write-down agreed with the responsible partner',
];

/** Takes a part of a billed time line off again. */
export function writeOffLine(
  random: Random,
  billed: { of: SampleMatter; line: InvoiceLine },
  terms: Terms,
): InvoiceLine {
  // Hours come in tenths, so the coefficient counts them; at most half of them go.
  const most = Math.max(1, Math.floor(Number(billed.line.quantity.coefficient) / 2));
  return sampleLine(terms, {
    kind: 'write_off',
    description: pick(random, writeOffs),
    quantity: Decimal.ofUnits(BigInt(integerBetween(random, 1, most)), 1),
    unitPrice: billed.line.unitPrice.negated(),
    taxCode: 'standard',
    of: billed.of,
  });
}

/** A discount on the fees so far: five to fifteen per cent, in whole units. */
export function discountLine(
  random: Random,
  given: { of: SampleMatter; fees: Decimal },
  terms: Terms,
): InvoiceLine {
  const percent = pick(random, ['5', '7.5', '10', '15']);
  const off = given.fees.times(decimal(percent)).dividedBy(decimal('100'), 0);
  return sampleLine(terms, {
    kind: 'discount',
    description: `Discount of ${percent}% on professional fees, as agreed`,
    quantity: Decimal.one,
    unitPrice: off.round(places).negated(),
    taxCode: 'standard',
    of: given.of,
  });
}

/** What brings the total to the nearest ten cents, at most five; undefined when it is there. */
export function roundingLine(
  lines: readonly InvoiceLine[],
  of: SampleMatter,
  terms: Terms,
): InvoiceLine | undefined {
  const { total } = totalsOf(lines, terms.amountsAre, places);
  const difference = total.round(1).minus(total).round(places);
  if (difference.isZero()) return undefined;
  return sampleLine(terms, {
    kind: 'rounding',
    description: 'Rounding',
    quantity: Decimal.one,
    unitPrice: difference,
    taxCode: 'none',
    of,
  });
}
