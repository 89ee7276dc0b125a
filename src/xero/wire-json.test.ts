import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Decimal, decimal } from '../base/decimal.ts';
import { isWireObject } from './wire-fields.ts';
import { parseWire, serialiseWire } from './wire-json.ts';

test('[MON14] a number keeps every digit that was sent', () => {
  const parsed = parseWire('{"a":0.1,"b":9999999999.99,"c":24.10,"d":12345678901234567890.123456}');
  expect(isWireObject(parsed)).toBe(true);
  expect(serialiseWire(parsed ?? null)).toBe(
    '{"a":0.1,"b":9999999999.99,"c":24.10,"d":12345678901234567890.123456}',
  );
});

test('the scientific notation is read exactly', () => {
  for (const [text, value] of [
    ['1E+2', '100'],
    ['1.5e1', '15'],
    ['25E-2', '0.25'],
    ['-4.125e-1', '-0.4125'],
  ] as const) {
    const parsed = parseWire(text);
    expect(parsed instanceof Decimal && parsed.equals(decimal(value)), text).toBe(true);
  }
});

test('an absurd exponent is no number, instead of filling the memory', () => {
  expect(parseWire('{"a":1e999}')).toBeUndefined();
});

test('half an answer, HTML and nothing are not JSON', () => {
  for (const text of ['{"Invoices":[{"Total":1', '<html></html>', '', '{"a":1}x']) {
    expect(parseWire(text), text).toBeUndefined();
  }
});

test('a hostile key is a key and nothing more', () => {
  const parsed = parseWire('{"__proto__":{"polluted":true}}');
  expect(Object.getPrototypeOf(parsed)).toBe(Object.prototype);
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});

test('undefined keys are left out and the order of keys is kept', () => {
  expect(serialiseWire({ b: decimal('1.50'), a: undefined, c: ['x', null, true] })).toBe(
    '{"b":1.50,"c":["x",null,true]}',
  );
});

test('[MON14] any amount survives the way out and back', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }), fc.nat(6), (units, scale) => {
      const amount = Decimal.ofUnits(units, scale);
      const back = parseWire(serialiseWire({ amount }));
      return (
        isWireObject(back) &&
        back['amount'] instanceof Decimal &&
        back['amount'].toString() === amount.toString()
      );
    }),
  );
});
