/**
 * `npm test`: every suite one after another, each to its end whatever the others did, then a table
 * and, as the last line alone, `N passed, N failed`. Ends with 1 if anything failed.
 * `npm test -- --only unit,pg` runs some of them.
 */
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { resolve } from 'node:path';
import type { Counts } from './suites/counts.ts';
import { runStep } from './suites/run-step.ts';
import { chooseSuites, type Suite } from './suites/suites.ts';
import { summaryTable, type SuiteResult } from './suites/summary.ts';

class Stopped extends Error {
  readonly signal: NodeJS.Signals;

  constructor(signal: NodeJS.Signals) {
    super(`stopped by ${signal}`);
    this.signal = signal;
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function runSuite(suite: Suite): Promise<SuiteResult> {
  const started = Date.now();
  say(`\n== ${suite.name} ==`);
  const all: Counts[] = suite.needs
    .filter((path) => !existsSync(path))
    .map((path) => ({ passed: 0, failed: 1, remark: `${path} is not there` }));
  if (all.length === 0) {
    for (const step of suite.steps) {
      say(`-- ${step.title}`);
      const { counts, stopped } = await runStep(step);
      if (stopped !== undefined) throw new Stopped(stopped);
      all.push(counts);
      // What comes after a preparation that failed would only fail because of it.
      if (step.report === 'preparation' && counts.failed > 0) break;
    }
  }
  for (const { remark } of all) if (remark !== undefined) say(`${suite.name}: ${remark}`);
  const seconds = (Date.now() - started) / 1000;
  const passed = all.reduce((sum, counts) => sum + counts.passed, 0);
  const failed = all.reduce((sum, counts) => sum + counts.failed, 0);
  say(`== ${suite.name}: ${passed} passed, ${failed} failed, ${seconds.toFixed(1)} s`);
  return { name: suite.name, passed, failed, seconds };
}

async function main(): Promise<number> {
  process.chdir(resolve(import.meta.dirname, '..'));
  const results: SuiteResult[] = [];
  for (const suite of chooseSuites(process.argv.slice(2))) results.push(await runSuite(suite));
  say(`\n${summaryTable(results)}`);
  const passed = results.reduce((sum, result) => sum + result.passed, 0);
  const failed = results.reduce((sum, result) => sum + result.failed, 0);
  say(`\n${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof Stopped ? 128 + constants.signals[error.signal] : 1;
}
