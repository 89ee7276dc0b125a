import fc from 'fast-check';
import { expect, test } from 'vitest';
import { newId } from './id.ts';
import { chance, integerBetween, pick, seededRandom } from './random.ts';
import { instant } from './time.ts';

const seeds = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });

test('[SIM2] one seed gives one sequence, another seed another', () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const take = (random = seededRandom(seed)): unknown[] => [
        ...Array.from({ length: 20 }, () => random.next()),
        random.uuid(),
      ];
      expect(take()).toEqual(take());
      expect(take()).not.toEqual(take(seededRandom(seed + 1)));
    }),
  );
});

test('numbers lie where they are asked for and are spread evenly', () => {
  const random = seededRandom(7);
  const counts = Array<number>(10).fill(0);
  for (let i = 0; i < 20_000; i += 1) {
    const n = integerBetween(random, 0, 9);
    counts[n] = (counts[n] ?? -1) + 1;
  }
  expect(counts.every((count) => count > 1800 && count < 2200)).toBe(true);
  expect(['a', 'b']).toContain(pick(random, ['a', 'b']));
  expect(() => pick(random, [])).toThrow(/at least one/);
  expect([chance(random, 1), chance(random, 0)]).toEqual([true, false]);
});

test('identifiers have the form of UUIDs, do not repeat, and sort by time', () => {
  const random = seededRandom(3);
  const form = /^[0-9a-f]{8}-[0-9a-f]{4}-[47][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
  const uuids = Array.from({ length: 5000 }, () => random.uuid());
  expect(uuids.every((uuid) => form.test(uuid))).toBe(true);
  expect(new Set(uuids).size).toBe(5000);
  const ids = [1_000, 1_001, 1_700_000_000_000, 1_800_000_000_000].map((ms) =>
    newId<string>(random, instant(ms)),
  );
  expect(ids.every((id) => form.test(id))).toBe(true);
  expect([...ids].sort()).toEqual(ids);
});
