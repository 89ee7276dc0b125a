import { expect, test } from 'vitest';
import { seededRandom } from '../../src/base/random.ts';
import { committingFaultKinds, FaultDice, faultKinds, faultTable } from './faults.ts';

test('without a chance no call meets a fault, with certainty each does', () => {
  const never = new FaultDice(seededRandom(1), { read: 0, write: 0, token: 0 });
  const always = new FaultDice(seededRandom(1), { read: 1, write: 1, token: 1 });
  for (let n = 0; n < 50; n += 1) {
    expect(never.roll('write')).toBeUndefined();
    expect(always.roll('write')).toBeDefined();
  }
  expect([never.fired, always.fired]).toEqual([0, 50]);
});

test('each kind of fault comes up, only at calls that it can happen to, and not too often', () => {
  const seen = new Map<string, number>();
  const dice = new FaultDice(seededRandom(3), { read: 1, write: 1, token: 1 });
  for (let n = 0; n < 3000; n += 1) {
    const callClass = (['read', 'write', 'token'] as const)[n % 3] ?? 'read';
    const fault = dice.roll(callClass);
    if (!fault) continue;
    const entry = faultTable[fault.kind];
    expect(entry.to).toContain(callClass);
    if ('delay' in entry) {
      expect(fault.delayMs).toBeGreaterThanOrEqual(entry.delay[0] * 1000);
      expect(fault.delayMs).toBeLessThanOrEqual(entry.delay[1] * 1000);
    }
    seen.set(fault.kind, (seen.get(fault.kind) ?? 0) + 1);
  }
  expect([...seen.keys()].toSorted()).toEqual(faultKinds.toSorted());
  expect(seen.get('token_revoked')).toBe(1);
});

test('what spoils an answer after the deed is counted apart', () => {
  expect(committingFaultKinds).toContain('drop_after_commit');
  expect(committingFaultKinds).not.toContain('drop_before');
});
