/**
 * Runs one step of a suite as a child process that writes where we write, and reads its counts.
 * Owns the step's environment, its report files, and its end when we are told to stop.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { countsOf, type Counts, type Report } from './counts.ts';
import type { Step } from './suites.ts';

/** What a person's settings would change in the tests; the tests' own server may be named. */
const personal = /^(TIEOUT_(?!TEST_)|XERO_|PG[A-Z]+$|NODE_ENV$|FORCE_COLOR$|CLICOLOR_FORCE$)/;

/** How long a step has to end by itself, and then until there is no choice. */
const forwardAfterMs = 1_000;
const killAfterMs = 15_000;

/** Kept of a step whose last line is its report. */
const outputKept = 64 * 1024;

function environment(extra: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (!personal.test(name)) env[name] = value;
  }
  if (process.stdout.isTTY !== true) env['NO_COLOR'] = '1';
  return { ...env, ...extra };
}

/** The step's counts, and the signal that stopped us meanwhile. */
export async function runStep(step: Step): Promise<{ counts: Counts; stopped?: NodeJS.Signals }> {
  const folder = mkdtempSync(join(tmpdir(), 'tieout-suite-'));
  const file = join(folder, 'report.json');
  try {
    const { args, env } = reporting(step, file);
    const [command, ...usual] = step.command;
    const child = spawn(command, [...usual, ...args], {
      env: environment(env),
      stdio: ['ignore', step.report === 'last-line' ? 'pipe' : 'inherit', 'inherit'],
    });
    let output = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      process.stdout.write(chunk);
      output = (output + chunk.toString()).slice(-outputKept);
    });
    const { exitCode, stopped } = await endOf(child);
    const json = existsSync(file) ? readFileSync(file, 'utf8') : undefined;
    const counts = countsOf(reportOf(step, json, output), exitCode);
    return stopped === undefined ? { counts } : { counts, stopped };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function reporting(step: Step, file: string): { args: string[]; env: Record<string, string> } {
  if (step.report === 'vitest') {
    const args = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
    return { args, env: {} };
  }
  if (step.report === 'playwright') {
    return { args: ['--reporter=list,json'], env: { PLAYWRIGHT_JSON_OUTPUT_NAME: file } };
  }
  return { args: [], env: {} };
}

function reportOf(step: Step, json: string | undefined, output: string): Report {
  switch (step.report) {
    case 'vitest':
    case 'playwright':
      return { kind: step.report, json };
    case 'last-line':
      return { kind: 'last-line', name: 'sim', output };
    case 'exit-code':
    case 'preparation':
      return { kind: step.report };
  }
}

/**
 * A Ctrl-C reaches the step by itself, and twice is more than it can clean up after; a signal sent
 * to us alone does not reach it. So it is passed on to a step that has not ended a second later.
 */
async function endOf(
  child: ChildProcess,
): Promise<{ exitCode: number; stopped: NodeJS.Signals | undefined }> {
  let stopped: NodeJS.Signals | undefined;
  const timers: NodeJS.Timeout[] = [];
  const stop = (signal: NodeJS.Signals): void => {
    if (stopped === undefined) {
      timers.push(setTimeout(() => child.kill(signal), forwardAfterMs));
      timers.push(setTimeout(() => child.kill('SIGKILL'), killAfterMs));
    }
    stopped ??= signal;
  };
  process.on('SIGINT', stop).on('SIGTERM', stop).on('SIGHUP', stop);
  try {
    const exitCode = await new Promise<number>((resolve) => {
      child.on('error', (error) => {
        process.stderr.write(`${error.message}\n`);
        resolve(127);
      });
      child.on('close', (code, signal) => {
        resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
      });
    });
    return { exitCode, stopped };
  } finally {
    for (const timer of timers) clearTimeout(timer);
    process.off('SIGINT', stop).off('SIGTERM', stop).off('SIGHUP', stop);
  }
}
