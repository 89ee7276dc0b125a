import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { must } from './assert.ts';
import { addDays, date, dateIn, formatInstant, instant, parseDate, parseInstant } from './time.ts';

const instants = fc.integer({ min: 0, max: 4_102_444_800_000 }).map(instant);

describe('calendar dates', () => {
  test.each(['2026-02-30', '2026-2-3', '2025-02-29', '2026-13-01', '2026-11-22T00:00:00Z', ''])(
    '“%s” is no day',
    (text) => {
      expect(parseDate(text)).toBeUndefined();
      expect(() => date(text)).toThrow(/not a calendar date/);
    },
  );

  test('days are added over the ends of months and years', () => {
    expect(addDays(date('2024-02-28'), 1)).toBe('2024-02-29');
    expect(addDays(date('2026-12-31'), 1)).toBe('2027-01-01');
    expect(addDays(date('2026-03-01'), -1)).toBe('2026-02-28');
  });

  test('adding days and taking them off again leads back', () => {
    fc.assert(
      fc.property(instants, fc.integer({ min: -5000, max: 5000 }), (at, days) => {
        const from = dateIn('UTC', at);
        expect(addDays(addDays(from, days), -days)).toBe(from);
      }),
    );
  });

  test('[MON12] one moment is two days, by the zone of the organisation', () => {
    const at = must(parseInstant('2026-11-22T14:30:00Z'), 'a time');
    expect(dateIn('Australia/Sydney', at)).toBe('2026-11-23');
    expect(dateIn('America/New_York', at)).toBe('2026-11-22');
  });
});

test('an instant survives its text', () => {
  fc.assert(
    fc.property(instants, (at) => {
      expect(parseInstant(formatInstant(at))).toBe(at);
    }),
  );
  expect(parseInstant('yesterday')).toBeUndefined();
  expect(() => instant(Number.NaN)).toThrow(/finite/);
});
