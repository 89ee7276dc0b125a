/**
 * The simulation's program: runs seeds, says what failed and how to see it again, and counts what was
 * covered. With `--without` it takes safeguards out one by one and has to find a broken promise.
 */
import { execFileSync } from 'node:child_process';
import { systemRandom } from '../../src/base/system.ts';
import { startTestServer, type TestServer } from '../support/postgres-cluster.ts';
import { readOptions, UsageError, type SimOptions } from './options.ts';
import { Report } from './report.ts';
import { ChildRunner, LocalRunner, type Job, type Runner } from './runner.ts';
import { safeguards, type SafeguardName } from './safeguards.ts';
import { fixedSeeds } from './seeds.ts';

/** A safeguard that is missing has to show within so many seeds. */
const withoutSeedsMax = 50;
/** Every so many seeds, one is run twice and the hashes compared. */
const twiceEvery = 10;
const freshSeedMax = 1_000_000_000;

function commitOf(): string {
  try {
    const run = (...args: string[]): string =>
      execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
    const isChanged = run('status', '--porcelain', '--untracked-files=no') !== '';
    return `${run('rev-parse', '--short', 'HEAD')}${isChanged ? ' with changes' : ''}`;
  } catch {
    return 'unknown';
  }
}

function* jobsOf(options: SimOptions, isOver: () => boolean): Generator<Job> {
  let n = 0;
  const job = (seed: number): Job => {
    n += 1;
    return { seed, isTwice: !options.isTraced && n % twiceEvery === 1 };
  };
  if (options.isFixed) for (const seed of fixedSeeds) yield job(seed);
  for (let i = 0; i < options.seeds; i += 1) yield job(options.from + i);
  while (!isOver()) yield job(Math.floor(systemRandom.next() * freshSeedMax));
}

async function openRunners(server: TestServer, options: SimOptions): Promise<Runner[]> {
  const onLine = options.isTraced ? (line: string) => process.stdout.write(`${line}\n`) : undefined;
  if (options.jobs === 1 || options.isTraced) return [await LocalRunner.open(server, onLine)];
  return Array.from({ length: options.jobs }, () => new ChildRunner(server));
}

/** All seeds; true if every one kept its promises and enough was covered. */
async function runSeeds(runners: readonly Runner[], options: SimOptions): Promise<boolean> {
  const report = new Report({
    write: (text) => process.stdout.write(text),
    isLive: process.stdout.isTTY && !options.isTraced,
    commit: commitOf(),
  });
  const startedAt = performance.now();
  const sinceMs = (): number => performance.now() - startedAt;
  const jobs = jobsOf(options, () => sinceMs() >= options.freshSeconds * 1000);
  const total = options.seeds + (options.isFixed ? fixedSeeds.length : 0);
  await Promise.all(
    runners.map(async (runner) => {
      // Each takes the next job when it is done with one.
      for (const job of jobs) {
        report.add(await runner.run(job), options.freshSeconds > 0 ? undefined : total);
      }
    }),
  );
  report.end(sinceMs());
  return report.isGood;
}

/** True if taking the safeguard out shows, or if something else does its work, shows not. */
async function runWithout(
  runner: Runner,
  name: SafeguardName,
  options: SimOptions,
): Promise<boolean> {
  const safeguard = safeguards[name];
  const isRedundant = 'isRedundant' in safeguard;
  process.stdout.write(`without ${name} (${safeguard.sentence}): `);
  for (let tried = 1; tried <= withoutSeedsMax; tried += 1) {
    const seed = options.from + tried - 1;
    const { violations } = await runner.run({ seed, isTwice: false, without: name });
    const breaks = 'breaks' in safeguard ? safeguard.breaks : undefined;
    const first = violations.find(({ invariant }) => (breaks ?? invariant) === invariant);
    if (!first) continue;
    const detail = first.detail.split('\n')[0] ?? '';
    process.stdout.write(
      `seed ${seed} shows it, the ${tried}. tried: ${first.invariant}: ${detail}\n`,
    );
    return !isRedundant;
  }
  const verdict = isRedundant ? 'as it should be' : 'the simulation is blind to it';
  process.stdout.write(`nothing broke in ${withoutSeedsMax} seeds: ${verdict}\n`);
  return isRedundant;
}

async function runSafeguards(runner: Runner, options: SimOptions): Promise<boolean> {
  let passed = 0;
  for (const name of options.without) {
    if (await runWithout(runner, name, options)) passed += 1;
  }
  const failed = options.without.length - passed;
  process.stdout.write(`sim: ${passed} passed, ${failed} failed\n`);
  return failed === 0;
}

async function main(): Promise<boolean> {
  const options = readOptions(process.argv.slice(2));
  await using server = await startTestServer();
  const runners = await openRunners(server, options);
  try {
    const [first] = runners;
    if (options.without.length > 0 && first) return await runSafeguards(first, options);
    return await runSeeds(runners, options);
  } finally {
    for (const runner of runners) await runner[Symbol.asyncDispose]();
  }
}

try {
  process.exitCode = (await main()) ? 0 : 1;
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 64;
}
