/** No suite passes by saying nothing. */
import { expect, test } from 'vitest';
import { countsOf } from '../../scripts/suites/counts.ts';

function vitestReport(change: object = {}): string {
  return JSON.stringify({
    numPassedTests: 5,
    numFailedTests: 0,
    numPendingTests: 0,
    numTodoTests: 0,
    testResults: [{ status: 'passed', assertionResults: [{}] }],
    ...change,
  });
}

function playwrightReport(stats: object = {}, errors: unknown[] = []): string {
  const all = { expected: 3, unexpected: 0, flaky: 0, skipped: 0, ...stats };
  return JSON.stringify({ stats: all, errors });
}

test('a check counts as one, by its exit code', () => {
  expect(countsOf({ kind: 'exit-code' }, 0)).toEqual({ passed: 1, failed: 0 });
  expect(countsOf({ kind: 'exit-code' }, 2)).toEqual({ passed: 0, failed: 1 });
});

test('a preparation counts only if it fails', () => {
  expect(countsOf({ kind: 'preparation' }, 0)).toEqual({ passed: 0, failed: 0 });
  expect(countsOf({ kind: 'preparation' }, 1)).toEqual({ passed: 0, failed: 1 });
});

test('the tests of a report are counted', () => {
  expect(countsOf({ kind: 'vitest', json: vitestReport() }, 0)).toEqual({ passed: 5, failed: 0 });
  const failing = vitestReport({ numFailedTests: 2 });
  expect(countsOf({ kind: 'vitest', json: failing }, 1)).toEqual({ passed: 5, failed: 2 });
  expect(countsOf({ kind: 'playwright', json: playwrightReport() }, 0)).toEqual({
    passed: 3,
    failed: 0,
  });
});

test('a file that could not be loaded is a failure', () => {
  const json = vitestReport({ testResults: [{ status: 'failed', assertionResults: [] }] });
  expect(countsOf({ kind: 'vitest', json }, 1)).toMatchObject({ passed: 5, failed: 1 });
  const broken = playwrightReport({}, [{ message: 'no' }]);
  expect(countsOf({ kind: 'playwright', json: broken }, 1)).toMatchObject({ failed: 1 });
});

test('a test that was left out, or passed only at the second try, is a failure', () => {
  const leftOut = vitestReport({ numPendingTests: 1, numTodoTests: 1 });
  expect(countsOf({ kind: 'vitest', json: leftOut }, 0)).toMatchObject({ passed: 5, failed: 2 });
  const flaky = playwrightReport({ flaky: 1, skipped: 1 });
  expect(countsOf({ kind: 'playwright', json: flaky }, 0)).toMatchObject({ failed: 2 });
});

test('no report, no tests and a code that contradicts the report are failures', () => {
  expect(countsOf({ kind: 'vitest', json: undefined }, 0)).toMatchObject({ failed: 1 });
  expect(countsOf({ kind: 'vitest', json: '{' }, 0)).toMatchObject({ failed: 1 });
  const none = vitestReport({ numPassedTests: 0 });
  expect(countsOf({ kind: 'vitest', json: none }, 0)).toMatchObject({ passed: 0, failed: 1 });
  expect(countsOf({ kind: 'vitest', json: vitestReport() }, 1)).toMatchObject({
    passed: 5,
    failed: 1,
  });
});

test('a last line is read only if it is the last and says so exactly', () => {
  const last = (output: string) => countsOf({ kind: 'last-line', name: 'sim', output }, 0);
  expect(last('seed 1\nsim: 12 passed, 0 failed\n')).toEqual({ passed: 12, failed: 0 });
  expect(last('sim: 12 passed, 3 failed\n')).toEqual({ passed: 12, failed: 3 });
  expect(last('sim: 12 passed, 0 failed\nthen it broke\n')).toMatchObject({ failed: 1 });
  expect(last('')).toMatchObject({ failed: 1 });
});
