/** Words and figures as readers see them. */
import { expect, test } from 'vitest';
import {
  agoText,
  amountText,
  countText,
  dateText,
  durationText,
  isZero,
  monthText,
} from './words.ts';

test('amounts are grouped by thousands and never rounded', () => {
  expect(
    ['0.00', '999.90', '1234.5', '1234567.80', '-1684.45', '12345678901234567890.01'].map(
      amountText,
    ),
  ).toEqual([
    '0.00',
    '999.90',
    '1,234.5',
    '1,234,567.80',
    '−1,684.45',
    '12,345,678,901,234,567,890.01',
  ]);
});

test('nothing is nothing, however it is written', () => {
  expect(['0', '0.00', '-0.00', '0.01', '-10'].map(isZero)).toEqual([
    true,
    true,
    true,
    false,
    false,
  ]);
});

test('dates are written out', () => {
  expect([dateText('2026-11-22'), dateText('2026-09-01'), monthText('2026-02')]).toEqual([
    '22 Nov 2026',
    '1 Sep 2026',
    'Feb 2026',
  ]);
});

test('one is singular, everything else is plural', () => {
  expect([countText(1, 'invoice'), countText(0, 'invoice'), countText(1203, 'invoice')]).toEqual([
    '1 invoice',
    '0 invoices',
    '1,203 invoices',
  ]);
});

test('ages and durations are told in the unit that matters', () => {
  const now = '2026-11-22T12:00:00.000Z';
  const ago = (instant: string): string => agoText(instant, now);
  expect(ago('2026-11-22T11:59:30.000Z')).toBe('just now');
  expect(ago('2026-11-22T11:58:59.000Z')).toBe('1 minute ago');
  expect(ago('2026-11-22T09:00:00.000Z')).toBe('3 hours ago');
  expect(ago('2026-11-19T12:00:00.000Z')).toBe('3 days ago');
  expect(durationText(now, '2026-11-22T12:00:01.440Z')).toBe('1.4 s');
  expect(durationText(now, '2026-11-22T12:03:20.000Z')).toBe('3 min 20 s');
});
