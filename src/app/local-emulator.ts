/**
 * The emulator beside us: started under `npm start` when no Xero is told, and recognised wherever it
 * runs by its handshake, never by its address. Only an emulator is ever given the sample practice.
 */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock, systemRandom } from '../base/system.ts';
import { second } from '../base/time.ts';
import { createEmulator } from '../emulator/emulator.ts';
import { openFileJournal } from '../emulator/file-journal.ts';
import { serveEmulator } from '../emulator/serve.ts';
import { ConfigError } from './config.ts';

export interface LocalEmulator extends AsyncDisposable {
  readonly url: string;
}

export const emulatorPort = 4100;

/** Some twenty seconds of asking. */
const handshakesMax = 15;
const controlsMax = 8;

/** In the emulator's folder while it runs: where it answers. */
const urlFile = 'url';

/** Past this size the journal is written anew as a snapshot at the next start. */
const journalBytesMax = 64 * 1024 * 1024;

/** Starts the emulator; with a folder, each write is on disk before it is answered. */
export async function startEmulator(options: {
  port: number;
  folder: string | undefined;
  /** Take a free port when `port` is taken. */
  isPortFree?: boolean;
}): Promise<LocalEmulator> {
  const journal =
    options.folder === undefined ? undefined : await openFileJournal(join(options.folder));
  const emulator = await createEmulator({
    clock: systemClock,
    random: systemRandom,
    baseUrl: `http://localhost:${options.port}`,
    ...(journal ? { journal, restored: journal.restored } : {}),
  });
  if (journal && journal.size() > journalBytesMax) await journal.compact(emulator.snapshot());
  const served = await serveEmulator(emulator, { port: options.port }).catch((error: unknown) => {
    const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    if (options.isPortFree && isTaken) return serveEmulator(emulator, { port: 0 });
    throw error;
  });
  const url = served.url.replace('127.0.0.1', 'localhost');
  const note = options.folder === undefined ? undefined : join(options.folder, urlFile);
  if (note !== undefined) await writeFile(note, `${url}\n`);
  return {
    url,
    [Symbol.asyncDispose]: async () => {
      if (note !== undefined) await rm(note, { force: true });
      await served.close();
      await journal?.close();
    },
  };
}

/** Where the emulator of a running Tieout on this data folder answers; undefined when none does. */
export async function runningEmulator(folder: string): Promise<string | undefined> {
  try {
    const url = (await readFile(join(folder, urlFile), 'utf8')).trim();
    return (await isLocalEmulator(url)) ? url : undefined;
  } catch {
    return undefined;
  }
}

/** Whether an emulator of ours answers there, and on this machine. */
export async function isLocalEmulator(url: string): Promise<boolean> {
  return isOnThisMachine(url) && (await handshake(url)) === 'emulator';
}

/**
 * The same for the Xero that we were told of. What one lost answer would make of it is not guessed:
 * it is asked again for a while, and an address on this machine where nothing answers is an error.
 */
export async function isToldEmulator(url: string): Promise<boolean> {
  if (!isOnThisMachine(url)) return false;
  let answer = await handshake(url);
  for (let tries = 1; tries < handshakesMax; tries += 1) {
    if (answer === 'emulator' || answer === 'other') return answer === 'emulator';
    await systemClock.sleep(Math.min(tries * 250, 2 * second));
    answer = await handshake(url);
  }
  if (answer !== 'silent') return answer === 'emulator';
  throw new ConfigError(
    `Nothing answers at ${url} (XERO_API_URL). Start the emulator there first, or correct the address.`,
  );
}

function isOnThisMachine(url: string): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].includes(new URL(url).hostname);
}

/** Nothing follows from one `silent` (no answer) or `broken` (half an answer, a gateway's page). */
async function handshake(url: string): Promise<'emulator' | 'other' | 'silent' | 'broken'> {
  let isAnswered = false;
  try {
    const response = await fetch(`${url}/_control`, { signal: AbortSignal.timeout(5000) });
    isAnswered = true;
    if (response.status >= 500) return 'broken';
    if (response.status !== 200) return 'other';
    const body: unknown = await response.json();
    return typeof body === 'object' && body !== null && 'emulator' in body ? 'emulator' : 'other';
  } catch {
    return isAnswered ? 'broken' : 'silent';
  }
}

/**
 * A request to the emulator's control API, which may be made twice without harm: made again when no
 * answer came. Throws with its answer when it is refused.
 */
export async function control(url: string, path: string, body: unknown): Promise<unknown> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await controlOnce(url, path, body);
    } catch (error) {
      if (error instanceof ControlRefused || tries >= controlsMax) throw error;
      await systemClock.sleep(tries * 250);
    }
  }
}

class ControlRefused extends Error {
  override name = 'ControlRefused';
}

async function controlOnce(url: string, path: string, body: unknown): Promise<unknown> {
  const response = await fetch(`${url}/_control${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(60_000),
  });
  if (response.ok) return response.json();
  const said = `The emulator refused ${path}: ${await response.text()}`;
  throw response.status >= 500 ? new Error(said) : new ControlRefused(said);
}
