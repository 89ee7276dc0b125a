/**
 * `node test/proxy/main.ts [--rounds N] [--seed N] [--rate 0.3] [--at-once N]`: the main job through a
 * proxy that breaks calls. It has to end by itself with 0, tied out; then Xero is read directly, and
 * has to be as after an undisturbed run. A line a round; ends with 1 if any failed.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { differencesOf, faultsIn, fingerprintOf, readContents } from '../kill/emulated-xero.ts';
import { EmulatorProgram } from '../kill/emulator-program.ts';
import { Program } from '../kill/program.ts';
import { xeroAt } from '../kill/round.ts';
import { startFaultyProxy } from './faulty-proxy.ts';

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

interface Passed {
  /** What Xero holds, in a form that runs can be compared by. */
  readonly contents: readonly string[];
  readonly faults: readonly string[];
  readonly told: string;
}

/** Longer than Tieout waits for an answer. */
const lateMs = 27_000;

async function passThrough(seed: number, rate: number): Promise<Passed> {
  const folder = mkdtempSync(join(tmpdir(), 'tieout-proxy-'));
  const startedAt = performance.now();
  const emulator = await EmulatorProgram.start(join(folder, 'xero'));
  try {
    await using proxy = await startFaultyProxy({ target: emulator.url, seed, rate, lateMs });
    const program = new Program(['start', '--once'], {
      TIEOUT_DATA_DIR: join(folder, 'data'),
      TIEOUT_SECRET: 'only for a proxy that breaks calls',
      ...xeroAt(proxy.url),
    });
    const { code } = await program.ended;
    const contents = await readContents(emulator.url);
    const faults = faultsIn(contents);
    if (code !== 0) faults.unshift(`ended with ${code}:\n${program.output}${program.errors}`);
    const fired = [...proxy.fired()].map(([kind, count]) => `${count} × ${kind}`).join(', ');
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
    const told = `${proxy.requests()} requests, ${fired || 'none broken'} (${seconds} s)`;
    return { contents: fingerprintOf(contents), faults, told };
  } finally {
    await emulator.kill();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

function readArguments() {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '3' },
      seed: { type: 'string', default: '1' },
      rate: { type: 'string', default: '0.15' },
      'at-once': { type: 'string', default: '3' },
    },
  });
  const { rounds, seed, rate } = values;
  const given = {
    rounds: Number(rounds),
    first: Number(seed),
    rate: Number(rate),
    atOnce: Number(values['at-once']),
  };
  const isUsable = given.rounds > 0 && given.first > 0 && given.atOnce > 0 && given.rate < 1;
  if (!isUsable) {
    throw new Error('usage: node test/proxy/main.ts [--rounds N] [--seed N] [--rate 0.3]');
  }
  return given;
}

async function main(): Promise<number> {
  const { rounds, first, rate, atOnce } = readArguments();
  const undisturbed = await passThrough(first, 0);
  if (undisturbed.faults.length > 0) throw new Error(undisturbed.faults.join('\n'));
  say(`undisturbed: ${undisturbed.contents.length} records in Xero, ${undisturbed.told}`);
  let failed = 0;
  let next = 0;
  const passAll = async (): Promise<void> => {
    while (next < rounds) {
      const seed = first + next;
      next += 1;
      const { contents, faults, told } = await passThrough(seed, rate);
      const all = [...faults, ...differencesOf(undisturbed.contents, contents)];
      say(`${all.length === 0 ? 'ok  ' : 'FAIL'} seed ${seed}: ${told}`);
      for (const fault of all.slice(0, 10)) say(`       ${fault}`);
      if (all.length > 0) failed += 1;
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, rounds) }, passAll));
  say(`proxy: ${rounds - failed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

process.exitCode = await main();
