/**
 * The emulator beside us: started under `npm start` when no Xero is told, and recognised wherever it
 * runs by its handshake, never by its address. Only an emulator is ever given the sample practice.
 */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock, systemRandom } from '../base/system.ts';
import { createEmulator } from '../emulator/emulator.ts';
import { openFileJournal } from '../emulator/file-journal.ts';
import { serveEmulator } from '../emulator/serve.ts';

export interface LocalEmulator extends AsyncDisposable {
  readonly url: string;
}

export const emulatorPort = 4100;

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
  const { hostname } = new URL(url);
  if (!['localhost', '127.0.0.1', '[::1]'].includes(hostname)) return false;
  try {
    const response = await fetch(`${url}/_control`, { signal: AbortSignal.timeout(5000) });
    const body: unknown = await response.json();
    return typeof body === 'object' && body !== null && 'emulator' in body;
  } catch {
    return false;
  }
}

/** A request to the emulator's control API. Throws with its answer when it is refused. */
export async function control(url: string, path: string, body: unknown): Promise<unknown> {
  const response = await fetch(`${url}/_control${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(60_000),
  });
  if (!response.ok) throw new Error(`The emulator refused ${path}: ${await response.text()}`);
  return response.json();
}
