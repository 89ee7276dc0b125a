import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson } from './canonical-json.ts';
import { decimal } from './decimal.ts';
import { fingerprint } from './hash.ts';

test('[PLN10] content has one text: keys in order, what is undefined left out', () => {
  expect(canonicalJson({ b: [1, undefined], a: undefined, c: { y: null, x: 'é' } })).toBe(
    '{"b":[1,null],"c":{"x":"é","y":null}}',
  );
});

test('[PLN10] amounts are one content whatever their zeros', () => {
  expect(fingerprint({ amount: decimal('1.50') })).toBe(fingerprint({ amount: decimal('1.5') }));
  expect(fingerprint({ amount: decimal('1.50') })).not.toBe(
    fingerprint({ amount: decimal('1.51') }),
  );
});

test('[PLN10] the order in which keys were set changes nothing', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
      const reversed = Object.fromEntries(Object.entries(value).reverse());
      expect(canonicalJson(reversed)).toBe(canonicalJson(value));
    }),
  );
});

test('[PLN10] it is JSON of the same value', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});
