import { expect, test } from 'vitest';
import { seededRandom } from '../../src/base/random.ts';
import { instant } from '../../src/base/time.ts';
import { Scheduler, type Fate, type Step } from './scheduler.ts';
import { Trace } from './trace.ts';

const start = instant(1_000_000);

function scheduler(seed = 1): Scheduler {
  return new Scheduler(seededRandom(seed), new Trace(), start);
}

function add(s: Scheduler, label: string, given: Partial<Step> = {}): Fate[] {
  const fates: Fate[] = [];
  const run = (fate: Fate): Promise<void> => {
    fates.push(fate);
    return Promise.resolve();
  };
  s.add({ kind: 'transaction', owner: 'w1', label, dueAt: s.now, run, ...given });
  return fates;
}

function order(seed: number): string[] {
  const s = scheduler(seed);
  for (const label of ['a', 'b', 'c', 'd', 'e', 'f']) add(s, label);
  const labels: string[] = [];
  for (let step = s.choose(); step; step = s.choose()) {
    labels.push(step.label);
    void s.run(step, 'deliver');
  }
  return labels;
}

test('the same seed picks the same steps in the same order, another seed others', () => {
  expect(order(7)).toEqual(order(7));
  expect(order(7).toSorted()).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  const orders = new Set([1, 2, 3, 4, 5].map((seed) => order(seed).join('')));
  expect(orders.size).toBeGreaterThan(1);
});

test('a step that is not due, or whose process is frozen, is not picked', () => {
  const s = scheduler();
  add(s, 'later', { dueAt: instant(start + 100) });
  add(s, 'frozen', { owner: 'w2' });
  s.freeze('w2', instant(start + 50));
  expect(s.choose()).toBeUndefined();
  expect(s.nextDue()).toBe(start + 50);
  s.advance(60);
  expect(s.choose()?.label).toBe('frozen');
});

test('what has waited long is picked before anything else', () => {
  for (const seed of [1, 2, 3, 4, 5, 6]) {
    const s = scheduler(seed);
    add(s, 'old');
    s.advance(60_000);
    for (let n = 0; n < 20; n += 1) add(s, 'new');
    expect(s.choose()?.label).toBe('old');
  }
});

test('nothing of a dead process happens', () => {
  const s = scheduler();
  const fates = add(s, 'its last');
  s.drop('w1');
  expect(s.choose()).toBeUndefined();
  expect(fates).toEqual([]);
});

test('a sleep ends when its step runs, or at once when it is called off', async () => {
  const s = scheduler();
  const woken: string[] = [];
  const controller = new AbortController();
  const clock = s.clockOf('w1');
  const sleeps = [
    clock.sleep(500).then(() => woken.push('slept')),
    clock.sleep(900, controller.signal).then(() => woken.push('called off')),
  ];
  controller.abort();
  await s.settled();
  expect(woken).toEqual(['called off']);
  s.advance(500);
  const step = s.choose();
  if (step) await s.run(step, 'deliver');
  await Promise.all(sleeps);
  expect(woken).toEqual(['called off', 'slept']);
});

test('an error outside of every step ends the history', async () => {
  const s = scheduler();
  s.fail(new Error('a bug'));
  await expect(s.settled()).rejects.toThrow('a bug');
});
