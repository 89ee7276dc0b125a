import fc from 'fast-check';
import { expect, test } from 'vitest';
import { instant } from '../base/time.ts';
import { readWireDate, readWireInstant, writeModifiedSince } from './wire-date.ts';

test('both notations of one moment read alike', () => {
  for (const text of [
    '/Date(1789378203533)/',
    '/Date(1789378203533+0000)/',
    '/Date(1789378203533+1300)/',
    '2026-09-14T09:30:03.533',
    '2026-09-14T09:30:03.533Z',
    '2026-09-14T09:30:03.5330000',
    '2026-09-14 09:30:03.533',
  ]) {
    expect(readWireInstant(text), text).toBe(1789378203533);
  }
});

test('a date field is the day in UTC whatever zone the machine is in', () => {
  for (const text of ['/Date(1789344000000+0000)/', '2026-09-14T00:00:00', '2026-09-14']) {
    expect(readWireDate(text), text).toBe('2026-09-14');
  }
});

test('what is no date reads as none, the null date of year 1 too', () => {
  for (const text of [
    '',
    '/Date(-62135596800000+0000)/',
    '0001-01-01T00:00:00',
    '/Date(99999999999999999)/',
    '/Date(x)/',
    '2026-02-30T00:00:00',
    '14/09/2026',
    'yesterday',
  ]) {
    expect(readWireInstant(text), text).toBeUndefined();
    expect(readWireDate(text), text).toBeUndefined();
  }
});

test('any day survives both notations', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 60_000 }), (days) => {
      const ms = days * 86_400_000;
      const text = new Date(ms).toISOString().slice(0, 10);
      expect(readWireDate(`/Date(${ms}+0000)/`)).toBe(text);
      expect(readWireDate(`${text}T00:00:00`)).toBe(text);
    }),
  );
});

test('If-Modified-Since is UTC, rounded down to the second', () => {
  expect(writeModifiedSince(instant(Date.parse('2026-11-22T01:02:03.999Z')))).toBe(
    '2026-11-22T01:02:03',
  );
});
