/**
 * How many tests a step of a suite passed and failed, read from what it left: a reporter's JSON, a
 * last line, or only its exit code. A step never passes by saying nothing: no tests, no report and
 * an exit code that contradicts the report are failures.
 */

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  /** Why `failed` is more than the report says. */
  readonly remark?: string;
}

/** What to read; each text is undefined if it was not left. */
export type Report =
  | { readonly kind: 'exit-code' }
  /** Preparation: counts only if it fails. */
  | { readonly kind: 'preparation' }
  | { readonly kind: 'vitest'; readonly json: string | undefined }
  | { readonly kind: 'playwright'; readonly json: string | undefined }
  /** A last line `NAME: N passed, N failed`. */
  | { readonly kind: 'last-line'; readonly name: string; readonly output: string };

/** The counts of a step that ended with `exitCode`. */
export function countsOf(report: Report, exitCode: number): Counts {
  if (report.kind === 'preparation') return { passed: 0, failed: exitCode === 0 ? 0 : 1 };
  if (report.kind === 'exit-code') {
    return exitCode === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
  }
  const counts = read(report);
  if (counts === undefined) return { passed: 0, failed: 1, remark: 'it left no report' };
  if (counts.failed > 0) return counts;
  if (exitCode !== 0) {
    return { ...counts, failed: 1, remark: `no test failed, and yet it ended with ${exitCode}` };
  }
  if (counts.passed === 0) return { passed: 0, failed: 1, remark: 'it ran no tests' };
  return counts;
}

function read(report: Exclude<Report, { kind: 'exit-code' | 'preparation' }>): Counts | undefined {
  if (report.kind === 'last-line') return readLastLine(report.name, report.output);
  if (report.json === undefined) return undefined;
  try {
    const json = JSON.parse(report.json) as unknown;
    return report.kind === 'vitest' ? readVitest(json) : readPlaywright(json);
  } catch {
    return undefined;
  }
}

function readLastLine(name: string, output: string): Counts | undefined {
  const line = output.trimEnd().split('\n').at(-1) ?? '';
  const found = new RegExp(`^${name}: (\\d+) passed, (\\d+) failed$`).exec(line.trim());
  if (found === null) return undefined;
  return { passed: Number(found[1]), failed: Number(found[2]) };
}

interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly { status: string; assertionResults: readonly unknown[] }[];
}

/** A file that could not be loaded has no tests to fail; a test that was left out did not pass. */
function readVitest(json: unknown): Counts {
  const report = json as VitestReport;
  const unloaded = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  ).length;
  const leftOut = report.numPendingTests + report.numTodoTests;
  return summed(report.numPassedTests, report.numFailedTests, { unloaded, leftOut });
}

interface PlaywrightReport {
  readonly stats: { expected: number; unexpected: number; flaky: number; skipped: number };
  readonly errors: readonly unknown[];
}

/** A test that passed only when it was tried again did not pass. */
function readPlaywright(json: unknown): Counts {
  const { stats, errors } = json as PlaywrightReport;
  const failed = stats.unexpected + stats.flaky;
  return summed(stats.expected, failed, { unloaded: errors.length, leftOut: stats.skipped });
}

function summed(
  passed: number,
  failed: number,
  more: { unloaded: number; leftOut: number },
): Counts {
  const total = failed + more.unloaded + more.leftOut;
  const remarks = [
    ...(more.unloaded > 0 ? [`${more.unloaded} files could not be loaded`] : []),
    ...(more.leftOut > 0 ? [`${more.leftOut} tests were left out`] : []),
  ];
  if (remarks.length === 0) return { passed, failed: total };
  return { passed, failed: total, remark: remarks.join(', ') };
}
