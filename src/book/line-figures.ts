/**
 * One line's figures: from stated units, price, adjustment and amount to a quantity, unit price and
 * discount whose product rounds to the stated amount, in numbers that Xero can hold (four decimals).
 * A row that is off by more than one cent does not add up and is not modelled.
 */
import { Decimal } from '../base/decimal.ts';

/** Xero keeps four decimals of a quantity and of a unit price. */
const placesMax = 4;

export interface StatedFigures {
  readonly quantity: Decimal | undefined;
  readonly unitPrice: Decimal | undefined;
  /** Added to quantity × price; a discount is negative. */
  readonly adjustment: Decimal | undefined;
  /** The row's amount in whole minor units, without tax where tax is apart. */
  readonly amount: Decimal;
  /** An adjustment of the invoice: the amount may stand in the adjustment alone. */
  readonly isInvoiceAdjustment: boolean;
  /** Decimals of the currency. */
  readonly places: number;
}

export interface LineFigures {
  readonly quantity: Decimal;
  readonly unitPrice: Decimal;
  readonly discount: Decimal;
}

export type ModelledLine =
  | {
      readonly kind: 'modelled';
      readonly figures: LineFigures;
      /** Set when quantity and price could not be kept: how the source states them. */
      readonly original?: string;
      readonly isOneCentOff: boolean;
    }
  | { readonly kind: 'mismatch'; readonly expected: Decimal };

function flat(amount: Decimal): LineFigures {
  return { quantity: Decimal.one, unitPrice: amount, discount: Decimal.zero };
}

function isKept(figures: LineFigures, product: Decimal, places: number): boolean {
  const { quantity, unitPrice, discount } = figures;
  if (quantity.placesNeeded() > placesMax || unitPrice.placesNeeded() > placesMax) return false;
  if (discount.isZero()) return true;
  // Xero takes a discount in whole cents, of positive lines, and of no more than the line.
  if (discount.placesNeeded() > places) return false;
  return product.isPositive() && discount.compare(product) <= 0;
}

/** Works out the figures, or says what the row should have come to. */
export function modelLine(stated: StatedFigures): ModelledLine {
  const { amount, places } = stated;
  const adjustment = stated.adjustment ?? Decimal.zero;
  if (stated.quantity === undefined || stated.unitPrice === undefined) {
    return withoutPrice(stated, adjustment);
  }
  const isTurned = stated.quantity.isNegative();
  const quantity = (isTurned ? stated.quantity.negated() : stated.quantity).normalised();
  const unitPrice = (isTurned ? stated.unitPrice.negated() : stated.unitPrice).normalised(2);
  const product = quantity.times(unitPrice);
  const expected = product.plus(adjustment).round(places);
  const difference = amount.minus(expected);
  const isOneCentOff =
    !difference.isZero() && difference.absolute().compare(Decimal.ofUnits(1n, places)) <= 0;
  if (!difference.isZero() && !isOneCentOff) {
    const isDoubled =
      product.round(places).equals(amount) || adjustment.round(places).equals(amount);
    return stated.isInvoiceAdjustment && isDoubled
      ? { kind: 'modelled', figures: flat(amount), isOneCentOff: false }
      : { kind: 'mismatch', expected };
  }
  // Nothing multiplied: the amount is the adjustment, and there is nothing else to tell.
  if (product.isZero()) {
    return { kind: 'modelled', figures: flat(amount), isOneCentOff };
  }
  const discount = adjustment.negated().minus(difference);
  const figures = { quantity, unitPrice, discount: discount.normalised(2) };
  const isPlain = !isOneCentOff || (!adjustment.isZero() && !discount.isNegative());
  if (isPlain && isKept(figures, product, places)) {
    return { kind: 'modelled', figures, isOneCentOff };
  }
  const sign = adjustment.isNegative() ? '−' : '+';
  const tail = adjustment.isZero() ? '' : ` ${sign} ${adjustment.absolute().toString()}`;
  const original = `${stated.quantity.toString()} × ${stated.unitPrice.toString()}${tail}`;
  return { kind: 'modelled', figures: flat(amount), original, isOneCentOff };
}

/** Rows whose units or unit price are blank: a flat amount, less its discount where one is stated. */
function withoutPrice(stated: StatedFigures, adjustment: Decimal): ModelledLine {
  const { amount, places } = stated;
  if (stated.isInvoiceAdjustment) {
    const isStated = stated.adjustment === undefined || adjustment.isZero();
    if (!isStated && !adjustment.round(places).equals(amount)) {
      return { kind: 'mismatch', expected: adjustment.round(places) };
    }
    return { kind: 'modelled', figures: flat(amount), isOneCentOff: false };
  }
  const price = amount.minus(adjustment);
  const figures = { quantity: Decimal.one, unitPrice: price, discount: adjustment.negated() };
  return isKept(figures, price, places) && !adjustment.isZero()
    ? { kind: 'modelled', figures, isOneCentOff: false }
    : { kind: 'modelled', figures: flat(amount), isOneCentOff: false };
}
