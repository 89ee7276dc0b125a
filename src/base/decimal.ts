/**
 * Exact decimals on BigInt. An amount of money, a quantity, a rate or a percentage is a Decimal and
 * never a `number`: 200,000 lines of floats were ten cents off.
 *
 * A Decimal is `coefficient / 10^scale`. Values are immutable; `1.50` equals `1.5` (`equals`), but
 * keeps its scale when printed. Over the wire and in JSON a Decimal is a string.
 */
import { assert } from './assert.ts';

const pattern = /^([+-]?)(\d*)(?:\.(\d*))?$/;
const powers: bigint[] = Array.from({ length: 40 }, (_, n) => 10n ** BigInt(n));

function power(n: number): bigint {
  return powers[n] ?? 10n ** BigInt(n);
}

/** Half up means half away from zero, as Xero rounds (docs/XERO.md X-ROUND). */
function divideHalfUp(numerator: bigint, denominator: bigint): bigint {
  const negative = numerator < 0n !== denominator < 0n;
  const n = numerator < 0n ? -numerator : numerator;
  const d = denominator < 0n ? -denominator : denominator;
  const quotient = (n * 2n + d) / (d * 2n);
  return negative ? -quotient : quotient;
}

export class Decimal {
  readonly coefficient: bigint;
  readonly scale: number;

  private constructor(coefficient: bigint, scale: number) {
    this.coefficient = coefficient;
    this.scale = scale;
  }

  static readonly zero = new Decimal(0n, 0);
  static readonly one = new Decimal(1n, 0);

  /** `units` hundredths (or other 10^-scale): `ofUnits(150n, 2)` is 1.50. */
  static ofUnits(units: bigint, scale: number): Decimal {
    assert(Number.isInteger(scale) && scale >= 0, 'a scale is a natural number');
    return new Decimal(units, scale);
  }

  static ofInteger(n: number | bigint): Decimal {
    return new Decimal(BigInt(n), 0);
  }

  /** Reads `12`, `12.`, `.5`, `-3.50`, `+7`; `undefined` for anything else, the empty string too. */
  static tryParse(text: string): Decimal | undefined {
    const match = pattern.exec(text);
    if (!match) return undefined;
    const whole = match[2] ?? '';
    const fraction = match[3] ?? '';
    if (whole === '' && fraction === '') return undefined;
    const coefficient = BigInt(whole + fraction);
    return new Decimal(match[1] === '-' ? -coefficient : coefficient, fraction.length);
  }

  /** As `tryParse`, for text that is known to be a decimal; a bug otherwise. */
  static parse(text: string): Decimal {
    const value = Decimal.tryParse(text);
    assert(value, `not a decimal: ${JSON.stringify(text)}`);
    return value;
  }

  /** The sum of many; zero of none. */
  static sum(values: Iterable<Decimal>): Decimal {
    let total = Decimal.zero;
    for (const value of values) total = total.plus(value);
    return total;
  }

  private unitsAt(scale: number): bigint {
    return this.coefficient * power(scale - this.scale);
  }

  plus(other: Decimal): Decimal {
    const scale = Math.max(this.scale, other.scale);
    return new Decimal(this.unitsAt(scale) + other.unitsAt(scale), scale);
  }

  minus(other: Decimal): Decimal {
    return this.plus(other.negated());
  }

  times(other: Decimal): Decimal {
    return new Decimal(this.coefficient * other.coefficient, this.scale + other.scale);
  }

  /** The quotient, rounded half up to `places` decimals. */
  dividedBy(divisor: Decimal, places: number): Decimal {
    assert(divisor.coefficient !== 0n, 'division by zero');
    const numerator = this.coefficient * power(places + divisor.scale);
    return new Decimal(divideHalfUp(numerator, divisor.coefficient * power(this.scale)), places);
  }

  /** Rounded half up to `places` decimals (and padded to them). */
  round(places: number): Decimal {
    if (places >= this.scale) return new Decimal(this.unitsAt(places), places);
    return new Decimal(divideHalfUp(this.coefficient, power(this.scale - places)), places);
  }

  negated(): Decimal {
    return new Decimal(-this.coefficient, this.scale);
  }

  absolute(): Decimal {
    return this.coefficient < 0n ? this.negated() : this;
  }

  compare(other: Decimal): -1 | 0 | 1 {
    const scale = Math.max(this.scale, other.scale);
    const a = this.unitsAt(scale);
    const b = other.unitsAt(scale);
    return a < b ? -1 : a > b ? 1 : 0;
  }

  equals(other: Decimal): boolean {
    return this.compare(other) === 0;
  }

  isLessThan(other: Decimal): boolean {
    return this.compare(other) < 0;
  }

  isZero(): boolean {
    return this.coefficient === 0n;
  }

  isNegative(): boolean {
    return this.coefficient < 0n;
  }

  isPositive(): boolean {
    return this.coefficient > 0n;
  }

  /** How many decimals are needed: 1.5000 needs one, 12.00 none. */
  placesNeeded(): number {
    let places = this.scale;
    let coefficient = this.coefficient;
    while (places > 0 && coefficient % 10n === 0n) {
      coefficient /= 10n;
      places -= 1;
    }
    return places;
  }

  /** Without superfluous zeros, but with at least `placesMin` decimals. */
  normalised(placesMin = 0): Decimal {
    const places = Math.max(this.placesNeeded(), placesMin);
    return places >= this.scale
      ? this.round(places)
      : new Decimal(this.coefficient / power(this.scale - places), places);
  }

  /** All its decimals: `1.50` stays `1.50`. */
  toString(): string {
    const negative = this.coefficient < 0n;
    const digits = (negative ? -this.coefficient : this.coefficient)
      .toString()
      .padStart(this.scale + 1, '0');
    const cut = digits.length - this.scale;
    const text = this.scale === 0 ? digits : `${digits.slice(0, cut)}.${digits.slice(cut)}`;
    return negative ? `-${text}` : text;
  }

  /** Rounded half up to `places` and printed with exactly as many: the form of an amount, `1684.45`. */
  toFixed(places: number): string {
    return this.round(places).toString();
  }

  toJSON(): string {
    return this.toString();
  }
}

/** Shorthand for literals and trusted text: `decimal('350.00')`. */
export function decimal(text: string): Decimal {
  return Decimal.parse(text);
}
