import { expect, test } from 'vitest';
import { readOptions, UsageError } from './options.ts';

test('a number of seeds, or one alone, or the fixed ones and then fresh ones', () => {
  expect(readOptions(['--seeds', '7', '--from', '100'])).toMatchObject({ seeds: 7, from: 100 });
  expect(readOptions(['--seed', '9', '--trace'])).toMatchObject({
    seeds: 1,
    from: 9,
    isTraced: true,
  });
  expect(readOptions(['--fixed', '--fresh-seconds', '60'])).toMatchObject({
    seeds: 0,
    isFixed: true,
    freshSeconds: 60,
  });
});

test('a safeguard by its name, or all of them', () => {
  expect(readOptions(['--without', 'look']).without).toEqual(['look']);
  expect(readOptions(['--without', 'all']).without.length).toBeGreaterThan(4);
});

test.each([
  [['--seeds', 'many'], '"many" is not a whole number'],
  [['--without', 'luck'], 'there is no safeguard "luck"'],
  [['--sedes', '3'], '--sedes'],
])('%j is refused with what is wrong', (args, message) => {
  expect(() => readOptions(args)).toThrow(UsageError);
  expect(() => readOptions(args)).toThrow(message);
});
