/**
 * `npm run kill-rounds [-- --rounds N] [--seed N] [--at-once N]`: kills Tieout (and Xero) with -9 at moments of the
 * main job, starts it again, and looks in Xero with its own eyes: nothing doubled, nothing lost, the
 * same as after an undisturbed run. A line a round; ends with 1 if any failed.
 */
import { parseArgs } from 'node:util';
import { differencesOf, faultsIn, fingerprintOf } from './emulated-xero.ts';
import { playRound, roundKinds, type RoundKind } from './round.ts';

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function seconds(since: number): string {
  return `${((performance.now() - since) / 1000).toFixed(0)} s`;
}

/** The sample practice depends on the day; so does what is expected. */
const expectedOn = new Map<string, readonly string[]>();

async function expectedToday(): Promise<readonly string[]> {
  const today = new Intl.DateTimeFormat('en-CA', { timeZone: 'Australia/Sydney' }).format();
  const known = expectedOn.get(today);
  if (known) return known;
  const startedAt = performance.now();
  const { contents, writesOfAnotherRun } = await playRound('none', 0);
  const faults = faultsIn(contents);
  if (writesOfAnotherRun > 0) faults.push(`another run wrote ${writesOfAnotherRun} times`);
  if (faults.length > 0) throw new Error(`the undisturbed run is wrong: ${faults.join('; ')}`);
  const expected = fingerprintOf(contents);
  expectedOn.set(today, expected);
  say(`undisturbed: ${expected.length} records in Xero (${seconds(startedAt)})`);
  return expected;
}

async function faultsOfRound(kind: RoundKind, seed: number): Promise<string[]> {
  const startedAt = performance.now();
  const expected = await expectedToday();
  const faults: string[] = [];
  let told = '';
  try {
    const result = await playRound(kind, seed);
    faults.push(...faultsIn(result.contents));
    faults.push(...differencesOf(expected, fingerprintOf(result.contents)));
    const { writesOfAnotherRun } = result;
    if (writesOfAnotherRun > 0) faults.push(`another run wrote ${writesOfAnotherRun} times`);
    told = `killed ${result.kills.length}× (${result.kills.join('; ')}), ${result.starts} starts`;
  } catch (error) {
    faults.push(error instanceof Error ? error.message : String(error));
  }
  const verdict = faults.length === 0 ? 'ok  ' : 'FAIL';
  say(`${verdict} seed ${seed}  ${kind}: ${told} (${seconds(startedAt)})`);
  for (const fault of faults.slice(0, 10)) say(`       ${fault}`);
  if (faults.length > 10) say(`       and ${faults.length - 10} more`);
  return faults;
}

interface Asked {
  readonly rounds: number;
  readonly first: number;
  /** Rounds wait most of their time, for Xero's minute; several at once pass it together. */
  readonly atOnce: number;
  readonly kind: RoundKind | undefined;
}

function readArguments(): Asked {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '20' },
      seed: { type: 'string', default: '1' },
      'at-once': { type: 'string', default: '3' },
      kind: { type: 'string' },
    },
  });
  const [rounds, first, atOnce] = [values.rounds, values.seed, values['at-once']].map(Number);
  const kind = roundKinds.find((one) => one === values.kind);
  const areNumbers = [rounds, first, atOnce].every((one) => Number.isInteger(one) && one !== 0);
  if (!areNumbers || !rounds || !first || !atOnce || (values.kind !== undefined && !kind)) {
    throw new Error(
      'usage: npm run kill-rounds -- [--rounds N] [--seed N] [--at-once N] ' +
        `[--kind ${roundKinds.map((one) => JSON.stringify(one)).join('|')}]`,
    );
  }
  return { rounds, first, atOnce, kind };
}

async function main(): Promise<number> {
  const { rounds, first, atOnce, kind } = readArguments();
  await expectedToday();
  let failed = 0;
  let next = 0;
  const playAll = async (): Promise<void> => {
    while (next < rounds) {
      const seed = first + next;
      next += 1;
      const drawn = kind ?? roundKinds[seed % roundKinds.length] ?? 'tieout';
      const faults = await faultsOfRound(drawn, seed);
      if (faults.length > 0) failed += 1;
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, rounds) }, playAll));
  say(`kill-rounds: ${rounds - failed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

process.exitCode = await main();
