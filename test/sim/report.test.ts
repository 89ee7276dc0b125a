import { expect, test } from 'vitest';
import { expectedCoverage, Report } from './report.ts';
import type { JobResult } from './runner.ts';

function result(seed: number, given: Partial<JobResult> = {}): JobResult {
  return {
    seed,
    violations: [],
    hash: '',
    events: 110,
    faults: 4,
    steps: 700,
    simulatedMs: 60_000,
    tail: ['the last step'],
    equal: 40,
    findings: 10,
    coverage: {},
    tookMs: 1000,
    ...given,
  };
}

function report(): { report: Report; said: () => string } {
  let text = '';
  const write = (more: string): void => {
    text += more;
  };
  return { report: new Report({ write, isLive: false, commit: 'abc1234' }), said: () => text };
}

test('a failure is told with its seed, commit, promise, last steps and how to see it again', () => {
  const { report: r, said } = report();
  r.add(result(1), 2);
  r.add(result(42, { violations: [{ invariant: 'nothing is lost', detail: 'INV-1' }] }), 2);
  r.end(2000);
  for (const part of [
    'seed 42',
    'abc1234',
    'nothing is lost: INV-1',
    'the last step',
    '--seed 42',
  ]) {
    expect(said()).toContain(part);
  }
  expect(said().trimEnd().split('\n').at(-1)).toBe('sim: 1 passed, 1 failed');
  expect(r.isGood).toBe(false);
});

test('in a run of enough seeds, what never happened is a failure of its own', () => {
  const few = report();
  for (let seed = 1; seed < 50; seed += 1) few.report.add(result(seed), 49);
  few.report.end(1000);
  expect(few.said()).toContain('sim: 49 passed, 0 failed');
  const many = report();
  const all = Object.fromEntries(expectedCoverage.slice(1).map((name) => [name, 1]));
  for (let seed = 1; seed <= 50; seed += 1) many.report.add(result(seed, { coverage: all }), 50);
  many.report.end(1000);
  expect(many.said()).toContain(`never happened: ${expectedCoverage[0] ?? ''}\n`);
  expect(many.said()).toContain('sim: 50 passed, 1 failed');
});
