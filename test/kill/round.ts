/**
 * One round: the main job from nothing, killed at moments drawn from the round's seed and started
 * again until it ends by itself; then what is in Xero is compared with what an undisturbed run left.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { chance, integerBetween, pick, seededRandom, type Random } from '../../src/base/random.ts';
import { callsSeen, readContents, untilUp, writeCount, type Contents } from './emulated-xero.ts';
import { EmulatorProgram } from './emulator-program.ts';
import { processesOf, Program, type Environment } from './program.ts';

/** What is killed: Tieout with Xero staying up, Xero too, or both at once as one process. */
export type RoundKind = 'none' | 'tieout' | 'both apart' | 'both in one';

export const roundKinds: readonly RoundKind[] = ['tieout', 'both apart', 'both in one'];

export interface RoundResult {
  readonly contents: Contents;
  /** Where it was killed, in words. */
  readonly kills: readonly string[];
  readonly starts: number;
  readonly writesOfAnotherRun: number;
}

/** A run makes some 56 calls; a kill at a later one would never come. */
const callMax = 54;
const startsMax = 12;
const killsMax = 4;

interface Scene {
  readonly kind: RoundKind;
  readonly folder: string;
  readonly random: Random;
  readonly emulator: EmulatorProgram | undefined;
  readonly environment: Environment;
  readonly kills: string[];
}

export async function playRound(kind: RoundKind, seed: number): Promise<RoundResult> {
  const folder = mkdtempSync(join(tmpdir(), 'tieout-kill-'));
  const isApart = kind !== 'both in one';
  const xeroFolder = isApart ? join(folder, 'xero') : join(folder, 'data/emulator');
  const emulator = isApart ? await EmulatorProgram.start(xeroFolder) : undefined;
  const environment = {
    TIEOUT_DATA_DIR: join(folder, 'data'),
    TIEOUT_SECRET: 'only for rounds of killing',
    ...(emulator ? xeroAt(emulator.url) : {}),
  };
  const random = seededRandom(seed);
  const scene: Scene = { kind, folder, random, emulator, environment, kills: [] };
  try {
    const starts = await runToItsEnd(scene);
    return { ...(await audit(scene, xeroFolder)), kills: scene.kills, starts };
  } finally {
    await emulator?.kill();
    await cleanUp(folder);
  }
}

/** The environment of a Tieout whose Xero is at `url`. */
export function xeroAt(url: string): Environment {
  return { XERO_API_URL: url, XERO_LOGIN_URL: url, XERO_IDENTITY_URL: url };
}

/** Starts it, kills it, starts it again, until it ends by itself and well. Answers how many starts. */
async function runToItsEnd(scene: Scene): Promise<number> {
  for (let starts = 1; starts <= startsMax; starts += 1) {
    const program = new Program(['start', '--once'], scene.environment);
    try {
      const mayKill = scene.kind !== 'none' && scene.kills.length < killsMax;
      if (mayKill && (starts === 1 || chance(scene.random, 0.6))) await disturb(scene, program);
      const { code } = await program.ended;
      if (code === 0) return starts;
      // Killed, or it gave up because Xero was gone: the next start goes on.
      const isExpected = code === undefined || (code === 1 && scene.kind === 'both apart');
      if (!isExpected) throw new Error(`ended with ${code}:\n${program.output}${program.errors}`);
    } finally {
      await program.kill('group');
    }
  }
  throw new Error(`not done after ${startsMax} starts, killed ${scene.kills.join(', ')}`);
}

/** Waits for a moment of its run and kills; does nothing if it ends before. */
async function disturb(scene: Scene, program: Program): Promise<void> {
  const { random, kind, kills } = scene;
  const target = kind === 'both apart' ? pick(random, ['tieout', 'xero', 'both']) : 'tieout';
  const what = pick(random, ['process', 'group'] as const);
  const pauseMs = integerBetween(random, 0, 3000);
  const moment = chance(random, 0.2)
    ? await afterTime(random, program)
    : await afterCalls(scene, program);
  if (moment === undefined || program.hasEnded) return;
  kills.push(target === 'tieout' ? `${what} ${moment}` : `${target} ${moment}`);
  if (target !== 'xero') await program.kill(what);
  if (target !== 'tieout') await scene.emulator?.killAndRestart(pauseMs);
}

/** A moment of the start: the database, the sample, the connection. */
async function afterTime(random: Random, program: Program): Promise<string | undefined> {
  const ms = integerBetween(random, 50, 5000);
  await Promise.race([sleep(ms), program.ended]);
  return `after ${ms} ms`;
}

/** A moment of the sync: some time after its n-th call reached Xero. */
async function afterCalls(scene: Scene, program: Program): Promise<string | undefined> {
  const { random, emulator } = scene;
  const calls = integerBetween(random, 1, callMax);
  const laterMs = integerBetween(random, 0, 120);
  const said = emulator ? undefined : await program.waitFor(/Xero emulator +(http:\/\/[^,\s]+)/);
  const url = emulator?.url ?? said?.[1];
  if (url === undefined) return undefined;
  const before = (await callsSeen(url)) ?? 0;
  while (!program.hasEnded) {
    if (((await callsSeen(url)) ?? 0) - before >= calls) break;
    await sleep(10);
  }
  await sleep(laterMs);
  return `${laterMs} ms after call ${calls}`;
}

/** What is in Xero now, and what one more run writes there. */
async function audit(
  scene: Scene,
  xeroFolder: string,
): Promise<Pick<RoundResult, 'contents' | 'writesOfAnotherRun'>> {
  const contents = await atXero(scene, xeroFolder, readContents);
  const again = new Program(['start', '--once'], scene.environment);
  const { code } = await again.ended;
  if (code !== 0)
    throw new Error(`the next run ended with ${code}:\n${again.output}${again.errors}`);
  const after = await atXero(scene, xeroFolder, writeCount);
  return { contents, writesOfAnotherRun: after - contents.writes.length };
}

/** Looks into the emulator; one that was part of Tieout is started on what it kept. */
async function atXero<T>(
  scene: Scene,
  xeroFolder: string,
  look: (url: string) => Promise<T>,
): Promise<T> {
  if (scene.emulator) return look(scene.emulator.url);
  const emulator = await EmulatorProgram.start(xeroFolder);
  try {
    await untilUp(emulator.url);
    return await look(emulator.url);
  } finally {
    await emulator.stop();
  }
}

/** Nothing may be left: neither a process nor the folder. */
async function cleanUp(folder: string): Promise<void> {
  let left = processesOf(folder);
  for (let tries = 0; left.length > 0 && tries < 100; tries += 1) {
    await sleep(100);
    left = processesOf(folder);
  }
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  if (left.length > 0) throw new Error(`left running: ${left.join('; ')}`);
}
