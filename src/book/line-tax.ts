/**
 * One line's tax: reads a rate however it is written (0.1, .10, 10, 10%), and settles what the tax
 * is when rate and amount are stated, or only one of them. A stated tax is never replaced by one
 * that would follow from the rate.
 */
import { taxOn, type AmountsAre } from '../accounting/invoice.ts';
import { Decimal, decimal } from '../base/decimal.ts';
import { parseNumber, type Parsed } from './field-values.ts';

const hundred = decimal('100');

/** What a written rate may mean, in per cent, the likelier first: 0.1 is 10 %, but may be 0.1 %. */
export type RateReadings = readonly [Decimal, ...Decimal[]];

export function parseRate(text: string): Parsed<RateReadings> {
  const isPercent = text.endsWith('%');
  const parsed = parseNumber(isPercent ? text.slice(0, -1).trim() : text);
  if (!parsed.ok) return parsed;
  const { value } = parsed;
  if (value.isNegative()) return { ok: false, code: 'bad_number', problem: 'is a negative rate' };
  if (value.compare(hundred) > 0) {
    return { ok: false, code: 'number_too_large', problem: 'is a rate above 100 per cent' };
  }
  const isFraction = !isPercent && value.isLessThan(Decimal.one) && !value.isZero();
  const readings: RateReadings = isFraction
    ? [value.times(hundred).normalised(), value.normalised()]
    : [value.normalised()];
  return { ok: true, value: readings };
}

export interface SettledTax {
  /** Per cent. */
  readonly taxRate: Decimal;
  readonly tax: Decimal;
  readonly isTaxStated: boolean;
  readonly isRateInferred: boolean;
}

/** Settles the tax on `amount`; `tax` is in whole minor units. */
export function settleTax(stated: {
  readonly amount: Decimal;
  readonly readings: RateReadings | undefined;
  readonly tax: Decimal | undefined;
  readonly amountsAre: AmountsAre;
  readonly places: number;
}): SettledTax {
  const { amount, tax, amountsAre, places } = stated;
  const computed = (rate: Decimal): Decimal => taxOn(amount, rate, amountsAre, places);
  // A nil rate beside a tax is as good as none: the tax is what was charged.
  const isRateless = stated.readings === undefined || stated.readings[0].isZero();
  if (isRateless && tax !== undefined && !tax.isZero()) {
    const taxRate = inferredRate(amount, tax, { amountsAre, computed });
    return { taxRate, tax, isTaxStated: !computed(taxRate).equals(tax), isRateInferred: true };
  }
  const readings = stated.readings ?? [Decimal.zero];
  const [likeliest] = readings;
  if (tax === undefined) {
    const own = computed(likeliest);
    return { taxRate: likeliest, tax: own, isTaxStated: false, isRateInferred: false };
  }
  const fitting = readings.find((rate) => computed(rate).equals(tax));
  return {
    taxRate: fitting ?? likeliest,
    tax,
    isTaxStated: fitting === undefined,
    isRateInferred: false,
  };
}

/** The rate with the fewest decimals, up to three, that gives the tax; else the nearest in hundredths. */
function inferredRate(
  amount: Decimal,
  tax: Decimal,
  how: { amountsAre: AmountsAre; computed: (rate: Decimal) => Decimal },
): Decimal {
  const base = how.amountsAre === 'inclusive' ? amount.minus(tax) : amount;
  if (base.isZero()) return Decimal.zero;
  for (const decimals of [0, 1, 2, 3]) {
    const rate = tax.times(hundred).dividedBy(base, decimals);
    if (!rate.isNegative() && how.computed(rate).equals(tax)) return rate;
  }
  const rate = tax.times(hundred).dividedBy(base, 2);
  return rate.isNegative() ? Decimal.zero : rate;
}
