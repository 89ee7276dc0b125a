/** Which suites run, and how their end is shown. */
import { expect, test } from 'vitest';
import { chooseSuites, suites } from '../../scripts/suites/suites.ts';
import { summaryTable } from '../../scripts/suites/summary.ts';

test('all suites run unless some are named, and those run in their usual order', () => {
  expect(chooseSuites([])).toBe(suites);
  const names = chooseSuites(['--only', 'pg,unit']).map((suite) => suite.name);
  expect(names).toEqual(['unit', 'pg']);
});

test('a suite that there is not, or no name at all, is an error that names what there is', () => {
  expect(() => chooseSuites(['--only', 'unti'])).toThrow(/no suite unti; there are static, unit/);
  expect(() => chooseSuites(['--only', ''])).toThrow(/there are static/);
  expect(() => chooseSuites(['unit'])).toThrow(/usage: npm test/);
});

test('every suite names what it needs, so that none passes by being empty', () => {
  for (const suite of suites) expect(suite.needs.length, suite.name).toBeGreaterThan(0);
});

test('the table has one row a suite, in columns', () => {
  const rows = [
    { name: 'unit', passed: 120, failed: 0, seconds: 4.21 },
    { name: 'browser', passed: 9, failed: 1, seconds: 61 },
  ];
  expect(summaryTable(rows)).toBe(
    [
      'suite    passed  failed    time',
      'unit        120       0   4.2 s',
      'browser       9       1  61.0 s',
    ].join('\n'),
  );
});
