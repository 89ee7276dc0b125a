import Big from 'big.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Decimal, decimal } from './decimal.ts';

const texts = fc
  .tuple(fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }), fc.integer({ min: 0, max: 8 }))
  .map(([units, scale]) => Decimal.ofUnits(units, scale).toString());
const places = fc.integer({ min: 0, max: 8 });

/** Big.js rounds half up, away from zero, in its mode 1. */
const halfUp = 1;

describe('[MON1] decimals are exact, as another library reckons them', () => {
  test('[MON1] sums, differences, products and comparisons', () => {
    fc.assert(
      fc.property(texts, texts, (a, b) => {
        expect(
          decimal(a)
            .plus(decimal(b))
            .equals(decimal(Big(a).plus(b).toFixed())),
        ).toBe(true);
        expect(
          decimal(a)
            .minus(decimal(b))
            .equals(decimal(Big(a).minus(b).toFixed())),
        ).toBe(true);
        expect(
          decimal(a)
            .times(decimal(b))
            .equals(decimal(Big(a).times(b).toFixed())),
        ).toBe(true);
        expect(decimal(a).compare(decimal(b))).toBe(Big(a).cmp(b));
      }),
    );
  });

  test('[MON2] rounding is half up, away from zero', () => {
    fc.assert(
      fc.property(texts, places, (a, n) => {
        expect(
          decimal(a)
            .toFixed(n)
            .replace(/^-(0\.?0*)$/, '$1'),
        ).toBe(
          Big(a)
            .round(n, halfUp)
            .toFixed(n)
            .replace(/^-(0\.?0*)$/, '$1'),
        );
      }),
    );
    expect(['2.165', '-2.165', '2.1649', '0.005'].map((text) => decimal(text).toFixed(2))).toEqual([
      '2.17',
      '-2.17',
      '2.16',
      '0.01',
    ]);
  });

  test('[MON2] quotients are rounded half up to the places that are asked for', () => {
    fc.assert(
      fc.property(texts, texts, places, (a, b, n) => {
        fc.pre(!decimal(b).isZero());
        const numerator = decimal(a);
        const divisor = decimal(b);
        const quotient = numerator.dividedBy(divisor, n);
        // |q·d − n| is at most half of the last place's worth, and at a tie q is the larger.
        const rest = quotient.times(divisor).minus(numerator).absolute();
        const half = divisor.absolute().times(Decimal.ofUnits(5n, n + 1));
        expect(half.isLessThan(rest)).toBe(false);
        if (rest.equals(half) && !rest.isZero()) {
          const exact = numerator.absolute();
          expect(exact.isLessThan(quotient.times(divisor).absolute())).toBe(true);
        }
      }),
    );
  });

  test('[MON1] a text survives, and its zeros with it', () => {
    fc.assert(
      fc.property(texts, (text) => {
        expect(
          decimal(text)
            .toString()
            .replace(/^-(0\.?0*)$/, '$1'),
        ).toBe(text.replace(/^-(0\.?0*)$/, '$1'));
        expect(decimal(text).normalised().equals(decimal(text))).toBe(true);
        expect(JSON.parse(JSON.stringify(decimal(text)))).toBe(decimal(text).toString());
      }),
    );
  });
});

test.each([
  ['12', '12'],
  ['12.', '12'],
  ['.5', '0.5'],
  ['-3.50', '-3.50'],
  ['+7', '7'],
])('%s is read', (text, value) => {
  expect(Decimal.tryParse(text)?.toString()).toBe(value);
});

test.each(['', '.', '-', '1,000', '1e3', '0x1', ' 1', '1.2.3', 'NaN', '١'])(
  '“%s” is no decimal',
  (text) => {
    expect(Decimal.tryParse(text)).toBeUndefined();
  },
);

test('a sum of nothing is zero, and dividing by it is a bug', () => {
  expect(Decimal.sum([]).isZero()).toBe(true);
  expect(() => Decimal.one.dividedBy(Decimal.zero, 2)).toThrow(/division by zero/);
});
