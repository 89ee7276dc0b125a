import { expect, test } from 'vitest';
import { must } from '../base/assert.ts';
import { day, hour, minute, parseInstant, type Instant } from '../base/time.ts';
import { nextLookAt } from './schedule.ts';

const at = (text: string): Instant => must(parseInstant(text), 'a time');
const sydney = { timeZone: 'Australia/Sydney', hasWebhooks: false };

test.each([
  ['2026-11-23T08:00:00+11:00', 15 * minute],
  ['2026-11-23T17:59:00+11:00', 15 * minute],
  ['2026-11-23T18:00:00+11:00', 2 * hour],
  ['2026-11-23T07:59:00+11:00', 2 * hour],
  ['2026-11-22T12:00:00+11:00', 2 * hour],
])('[FIG7] after %s in Sydney the next look is due in %i ms', (text, after) => {
  expect(nextLookAt(at(text), sydney) - at(text)).toBe(after);
});

test('[FIG7] with webhooks a look every two hours is enough', () => {
  const noon = at('2026-11-23T12:00:00+11:00');
  expect(nextLookAt(noon, { ...sydney, hasWebhooks: true }) - noon).toBe(2 * hour);
});

test('[FIG5] whatever the zone, a day has at most 50 looks, of one read for each of four kinds', () => {
  for (const timeZone of ['Australia/Sydney', 'America/New_York', 'Pacific/Auckland', 'UTC']) {
    for (let start = at('2026-03-30T00:00:00Z'); start < at('2026-04-09T00:00:00Z');) {
      let looks = 0;
      let now = start;
      while (now < start + day) {
        now = nextLookAt(now, { timeZone, hasWebhooks: false });
        looks += 1;
      }
      expect(looks * 4).toBeLessThanOrEqual(200);
      start = now;
    }
  }
});
