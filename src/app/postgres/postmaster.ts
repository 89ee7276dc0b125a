/**
 * The running server: started in a session of its own, so that a Ctrl-C in our terminal does not
 * end it under us; known to be ready by its own file; stopped in rising steps. A small shell holds
 * a pipe from us and stops the server if we die without doing so (kill -9); and what even that
 * leaves behind is found and stopped at the next start.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import {
  closeSync,
  existsSync,
  fstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../../base/system.ts';
import type { PostgresBinaries } from './binaries.ts';
import { serverEnvironment } from './cluster.ts';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import { isAlive, isPostmasterOf } from './process-identity.ts';
import { commandAs, type RunAs } from './run-as.ts';

export interface PostmasterStart {
  readonly cluster: string;
  readonly runAs: RunAs;
  readonly binaries: PostgresBinaries;
  readonly settings: Readonly<Record<string, string>>;
  /** The server's own log; kept for one generation past 8 MB. */
  readonly logFile: string;
  /** Called about once a second while the server is not ready yet, with the milliseconds so far. */
  readonly onWait: (elapsedMs: number) => void;
}

export interface Postmaster {
  readonly pid: number;
  /** Resolves when the process has ended, however it did. */
  readonly exited: Promise<string>;
  stop(): Promise<void>;
}

/** Above the largest process number of any system that PostgreSQL is packaged for. */
const nobodysPid = 999_999_999;
const logBytesMax = 8 * 1024 * 1024;
const lookEveryMs = 10;

/** Each step of stopping, and how long it may take: wait for nobody, drop everything, no choice. */
const stopSteps: readonly (readonly [NodeJS.Signals, number])[] = [
  ['SIGINT', 30_000],
  ['SIGQUIT', 10_000],
  ['SIGKILL', 5_000],
];

/** Starts the server and waits until it takes connections. Throws `start-failed` with its log. */
export async function startPostmaster(start: PostmasterStart): Promise<Postmaster> {
  keepLogShort(start.logFile);
  const log = openSync(start.logFile, 'a', 0o600);
  const logFrom = fstatSync(log).size;
  const settings = Object.entries(start.settings).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ]);
  const program = join(start.binaries.bin, 'postgres');
  const command = commandAs(start.runAs, program, ['-D', start.cluster, ...settings]);
  const child = spawn(command.file, command.args, {
    ...command.identity,
    cwd: '/',
    env: serverEnvironment(),
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  const exited = endOf(child);
  const pid = child.pid;
  if (pid === undefined) throw startFailed(await exited);
  child.unref();
  const watch = stopWithUs(pid, start.cluster);
  void exited.then(() => watch.kill('SIGKILL'));
  const ended = await untilReady(pid, exited, start);
  if (ended !== undefined) throw startFailed(ended, readFrom(start.logFile, logFrom));
  return { pid, exited, stop: () => stopProcess(pid, exited, start.cluster) };
}

function startFailed(how: string, said = ''): EmbeddedPostgresError {
  const log = said.trim().split('\n').slice(-20).join('\n');
  return new EmbeddedPostgresError(
    'start-failed',
    `The embedded PostgreSQL did not start (${how}). It said:\n${log === '' ? '(nothing)' : log}`,
  );
}

function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('exit', (code, signal) => resolve(signal ?? `exit ${code}`));
  });
}

/** Undefined once it is ready; how it ended, if it ended first. Recovery may take its time. */
async function untilReady(
  pid: number,
  exited: Promise<string>,
  start: PostmasterStart,
): Promise<string | undefined> {
  let ended: string | undefined;
  void exited.then((how) => (ended = how));
  for (let elapsed = 0; ended === undefined; elapsed += lookEveryMs) {
    const file = readPidFile(start.cluster);
    if (file?.pid === pid && file.status === 'ready') return undefined;
    if (elapsed > 0 && elapsed % 1000 === 0) start.onWait(elapsed);
    await systemClock.sleep(lookEveryMs);
  }
  return ended;
}

interface PidFile {
  readonly pid: number;
  readonly status: string;
}

const pidFile = (cluster: string): string => join(cluster, 'postmaster.pid');

/** PostgreSQL's own file: its process on the first line, its state on the eighth. */
function readPidFile(cluster: string): PidFile | undefined {
  if (!existsSync(pidFile(cluster))) return undefined;
  try {
    const lines = readFileSync(pidFile(cluster), 'utf8').split('\n');
    return { pid: Number(lines[0]), status: lines[7]?.trim() ?? '' };
  } catch {
    return undefined;
  }
}

/**
 * A shell in a session of its own that waits for the end of a pipe from us, which comes when we
 * are gone in whatever way, and then stops the server, if the number is still the server's.
 */
function stopWithUs(pid: number, cluster: string): ChildProcess {
  const script = 'read -r _; read -r now < "$2" && [ "$now" = "$1" ] && kill -INT "$1"';
  const watch = spawn('/bin/sh', ['-c', script, 'sh', String(pid), pidFile(cluster)], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  watch.on('error', () => {});
  watch.stdin.on('error', () => {});
  watch.unref();
  if ('unref' in watch.stdin && typeof watch.stdin.unref === 'function') watch.stdin.unref();
  return watch;
}

async function stopProcess(pid: number, exited: Promise<string>, cluster: string): Promise<void> {
  let gone = false;
  void exited.then(() => (gone = true));
  // One turn of the loop, so that an end which has already come is seen.
  await systemClock.sleep(0);
  await stopInSteps(pid, () => gone, cluster);
}

/**
 * Stops the server of a process that died, if one still runs on this cluster. Says whether there
 * was one. What a killed server left is made harmless for the next.
 */
export async function stopOrphan(cluster: string): Promise<boolean> {
  const file = readPidFile(cluster);
  if (file === undefined) return false;
  if (isPostmasterOf(file.pid, cluster)) {
    await stopInSteps(file.pid, () => !isAlive(file.pid), cluster);
    return true;
  }
  disownLeftovers(cluster);
  return false;
}

/**
 * PostgreSQL takes any living process of the number in its files for its own. The number is
 * replaced by one that no process can have; the rest of the file stays, since by the memory named
 * there PostgreSQL finds out whether children of the killed server still write to the data.
 */
function disownLeftovers(cluster: string): void {
  const [, ...rest] = readFileSync(pidFile(cluster), 'utf8').split('\n');
  writeFileSync(pidFile(cluster), [nobodysPid, ...rest].join('\n'));
  for (const name of readdirSync(cluster)) {
    if (name.startsWith('.s.PGSQL.')) rmSync(join(cluster, name), { force: true });
  }
}

async function stopInSteps(pid: number, isGone: () => boolean, cluster: string): Promise<void> {
  for (const [signal, forMs] of stopSteps) {
    if (isGone()) return;
    try {
      process.kill(pid, signal);
    } catch {
      // Gone in this moment.
    }
    for (let waited = 0; waited < forMs && !isGone(); waited += lookEveryMs) {
      await systemClock.sleep(lookEveryMs);
    }
  }
  if (isGone()) return;
  throw new EmbeddedPostgresError(
    'stop-failed',
    `The embedded PostgreSQL on ${cluster} (process ${pid}) can't be stopped. End it by hand, then start again.`,
  );
}

function keepLogShort(path: string): void {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size > logBytesMax) renameSync(path, `${path}.1`);
}

function readFrom(path: string, offset: number): string {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(Math.max(0, Math.min(fstatSync(file).size - offset, 64 * 1024)));
    readSync(file, bytes, 0, bytes.length, offset);
    return bytes.toString('utf8');
  } finally {
    closeSync(file);
  }
}
