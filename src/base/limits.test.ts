import { expect, test } from 'vitest';
import { Decimal } from './decimal.ts';
import { limits } from './limits.ts';

test('[PRO4] a call is given up before its lease ends', () => {
  expect(limits.callDeadlineMs).toBeLessThan(limits.leaseMs);
});

test('[LIM2] the limits fit each other', () => {
  const { replayAfterMs, replayWindowMs, absenceAfterMs, callDeadlineMs, sendWithinMs } = limits;
  // A replay waits until the last sending is given up and could land for 20 seconds more; it ends well
  // before Xero forgets its key.
  expect(replayAfterMs).toBeGreaterThanOrEqual(sendWithinMs + callDeadlineMs + 20_000);
  expect(replayAfterMs).toBeLessThan(limits.leaseMs);
  expect(replayWindowMs).toBeGreaterThan(replayAfterMs);
  expect(replayWindowMs + callDeadlineMs).toBeLessThan(6 * 60_000);
  expect(absenceAfterMs).toBeGreaterThan(6 * 60_000);
  expect(limits.peopleSlots).toBeLessThan(limits.xeroConcurrentMax);
  expect(limits.peopleMinuteCalls).toBeLessThan(limits.xeroMinuteMax);
  expect(limits.peopleDayShare).toBeGreaterThan(0);
  expect(limits.peopleDayShare).toBeLessThan(1);
  expect(Decimal.parse(limits.roundingLineMax).isPositive()).toBe(true);
  // What overlaps must reach back further than a clock may differ within one answer.
  expect(limits.cursorOverlapMs).toBeGreaterThanOrEqual(1000);
});
