/**
 * The arithmetic of a line and of a document: unit × quantity less discount to 2 decimals, tax on the
 * line half up, then summed. Inclusive tax is taken out of the line, NoTax has none.
 */
import { Decimal, decimal } from '../base/decimal.ts';
import type { Line, LineAmountType } from './records.ts';

const hundred = decimal('100');

export interface LineFigures {
  readonly quantity: Decimal | undefined;
  readonly unitAmount: Decimal | undefined;
  readonly lineAmount: Decimal | undefined;
  readonly discountRate: Decimal | undefined;
  readonly discountAmount: Decimal | undefined;
}

export interface ComputedLine {
  readonly quantity: Decimal;
  readonly unitAmount: Decimal;
  readonly lineAmount: Decimal;
  readonly discountRate: Decimal | undefined;
  readonly discountAmount: Decimal | undefined;
  readonly error: string | undefined;
}

/** Whether a line has any amounts at all; one without is a bare description. */
export function hasFigures(figures: LineFigures): boolean {
  return (
    figures.quantity !== undefined ||
    figures.unitAmount !== undefined ||
    figures.lineAmount !== undefined
  );
}

/** Fills in what two of quantity, unit and line amount leave open, and checks the three. */
export function computeLine(figures: LineFigures, unitPlaces: 2 | 4): ComputedLine {
  const rate = figures.discountRate?.round(4);
  const factor = hundred.minus(rate ?? Decimal.zero);
  const quantity = (figures.quantity ?? impliedQuantity(figures)).round(4);
  const unitAmount = (figures.unitAmount ?? impliedUnit(figures, quantity)).round(unitPlaces);
  const gross = quantity.times(unitAmount);
  const flat = rate ? undefined : figures.discountAmount?.round(2);
  const expected = flat ? gross.round(2).minus(flat) : gross.times(factor).dividedBy(hundred, 2);
  // With two of the three given, the line amount stands and the third is what it implies.
  const implied = figures.quantity === undefined || figures.unitAmount === undefined;
  let error: string | undefined;
  if (rate && (rate.isNegative() || hundred.isLessThan(rate))) {
    error = `The discount rate '${rate.normalised(2).toString()}' is invalid. Discount must not be greater than the line total.`;
  } else if (flat && gross.absolute().isLessThan(flat.absolute())) {
    const share = gross.isZero() ? hundred : flat.times(hundred).dividedBy(gross, 2);
    error = `The discount rate '${share.toFixed(2)}' is invalid. Discount must not be greater than the line total.`;
  } else if (figures.lineAmount && !implied && !figures.lineAmount.round(2).equals(expected)) {
    error = `The line total ${figures.lineAmount.toFixed(2)} does not match the expected line total ${expected.toFixed(2)}`;
  }
  return {
    quantity,
    unitAmount,
    lineAmount: implied ? (figures.lineAmount?.round(2) ?? expected) : expected,
    discountRate: rate,
    discountAmount: flat,
    error,
  };
}

function impliedQuantity({ lineAmount, unitAmount, discountRate }: LineFigures): Decimal {
  if (!lineAmount || !unitAmount || unitAmount.isZero() || discountRate) return Decimal.one;
  return lineAmount.dividedBy(unitAmount, 4);
}

function impliedUnit({ lineAmount, discountRate }: LineFigures, quantity: Decimal): Decimal {
  if (!lineAmount || quantity.isZero() || discountRate) return Decimal.zero;
  return lineAmount.dividedBy(quantity, 4);
}

/** Tax on a line, half up to the cent. `rate` in percent. */
export function lineTax(lineAmount: Decimal, rate: Decimal, types: LineAmountType): Decimal {
  switch (types) {
    case 'NoTax':
      return Decimal.zero;
    case 'Exclusive':
      return lineAmount.times(rate).dividedBy(hundred, 2);
    case 'Inclusive':
      return lineAmount.times(rate).dividedBy(hundred.plus(rate), 2);
  }
}

export interface DocumentTotals {
  readonly SubTotal: Decimal;
  readonly TotalTax: Decimal;
  readonly Total: Decimal;
  /** What the discounts took off; absent without any. */
  readonly TotalDiscount: Decimal | undefined;
}

export function documentTotals(lines: readonly Line[], types: LineAmountType): DocumentTotals {
  const amount = Decimal.sum(lines.map((line) => line.LineAmount ?? Decimal.zero)).round(2);
  const tax = Decimal.sum(lines.map((line) => line.TaxAmount ?? Decimal.zero)).round(2);
  const discounts = lines.flatMap((line) => {
    if (!line.Quantity || !line.UnitAmount || !line.LineAmount) return [];
    if (!line.DiscountRate && !line.DiscountAmount) return [];
    return [line.Quantity.times(line.UnitAmount).round(2).minus(line.LineAmount)];
  });
  return {
    SubTotal: types === 'Inclusive' ? amount.minus(tax) : amount,
    TotalTax: tax,
    Total: types === 'Inclusive' ? amount : amount.plus(tax),
    TotalDiscount: discounts.length > 0 ? Decimal.sum(discounts) : undefined,
  };
}
