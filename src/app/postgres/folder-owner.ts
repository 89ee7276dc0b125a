/**
 * One process owns a data folder at a time. The file `owner.json` in it names the owner, and where
 * its server listens; a file of a process that is gone is taken over. Process numbers say nothing
 * across hosts and containers, so owners also touch the file, and such a one is watched for a while.
 * PostgreSQL guards its data as well: this is so that the second comer is told, in words, who holds it.
 */
import { readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EmbeddedPostgresError, ownServerRemedy } from './embedded-postgres-error.ts';
import { systemClock } from '../../base/system.ts';
import { isAlive, processSpace, startOf } from './process-identity.ts';

interface Owner {
  readonly pid: number;
  readonly started: string | null;
  readonly space: string;
  readonly connectionString?: string;
}

export interface OwnedFolder {
  /** Tells other processes of this user where the server listens. */
  publish(connectionString: string): void;
  release(): void;
}

export interface OwnerTiming {
  /** How often an owner touches its file. */
  readonly touchEveryMs: number;
  /** How long a file that only its touches can vouch for is watched before it counts as left behind. */
  readonly watchForMs: number;
}

const usualTiming: OwnerTiming = { touchEveryMs: 4_000, watchForMs: 12_000 };

const ownerFile = (dataDir: string): string => join(dataDir, 'owner.json');

/**
 * Makes this process the owner. Throws `folder-in-use` if another one is and lives. `onWatch` is
 * called if that takes watching (`usualTiming.watchForMs`).
 */
export async function takeFolder(
  dataDir: string,
  onWatch: () => void = () => {},
  timing: OwnerTiming = usualTiming,
): Promise<OwnedFolder> {
  const path = ownerFile(dataDir);
  const me: Owner = {
    pid: process.pid,
    started: startOf(process.pid) ?? null,
    space: processSpace(),
  };
  // Each round either takes the file, refuses, or has removed one that was left behind.
  for (let round = 0; !create(path, JSON.stringify(me)); round += 1) {
    const held = read(path);
    if (held === undefined) continue;
    let vouched = isVouchedFor(held);
    if (vouched === undefined) {
      onWatch();
      vouched = await isTouched(path, timing);
    }
    if (vouched || round >= 20) throw inUse(dataDir, parse(held));
    takeAway(path, held);
  }
  const touching = setInterval(() => touch(path), timing.touchEveryMs);
  touching.unref();
  return {
    publish: (connectionString) => {
      const draft = `${path}.${process.pid}`;
      writeFileSync(draft, JSON.stringify({ ...me, connectionString }), { mode: 0o600 });
      renameSync(draft, path);
    },
    release: () => {
      clearInterval(touching);
      const owner = parse(read(path) ?? '');
      if (owner?.pid === me.pid && owner.started === me.started) rmSync(path, { force: true });
    },
  };
}

/**
 * Where the server of a folder's living owner listens, for a second process of the same user (a
 * command run while the server is up). Undefined if nobody owns the folder, or it isn't up yet.
 */
export function runningPostgres(dataDir: string): string | undefined {
  const held = read(ownerFile(dataDir));
  if (held === undefined || isVouchedFor(held) !== true) return undefined;
  return parse(held)?.connectionString;
}

/** Whether a living process of this host owns the folder; undefined if that can't be known here. */
export function isOwned(dataDir: string): boolean | undefined {
  const held = read(ownerFile(dataDir));
  return held === undefined ? false : isVouchedFor(held);
}

function inUse(dataDir: string, owner: Owner | undefined): EmbeddedPostgresError {
  const who =
    owner === undefined
      ? 'another process'
      : `process ${owner.pid} (on ${owner.space.split(' ')[0]})`;
  return new EmbeddedPostgresError(
    'folder-in-use',
    `The data folder ${dataDir} is in use by ${who}. Stop that one first, choose another folder ` +
      `with TIEOUT_DATA_DIR, ${ownServerRemedy}.`,
  );
}

function create(path: string, content: string): boolean {
  try {
    writeFileSync(path, content, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Moves a dead owner's file aside; puts it back if it became another's in the meantime. */
function takeAway(path: string, expected: string): void {
  const aside = `${path}.${process.pid}.stale`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw error;
  }
  const moved = readFileSync(aside, 'utf8');
  if (moved !== expected) create(path, moved);
  rmSync(aside, { force: true });
}

/** Whether the file's owner lives; undefined if its number means nothing here. */
function isVouchedFor(content: string): boolean | undefined {
  const owner = parse(content);
  if (owner?.space !== processSpace()) return undefined;
  return isAlive(owner.pid) && (startOf(owner.pid) ?? null) === owner.started;
}

/** Watches whether someone touches, completes or removes the file. */
async function isTouched(path: string, timing: OwnerTiming): Promise<boolean> {
  const first = touchedAt(path);
  const lookEveryMs = timing.touchEveryMs / 8;
  for (let waited = 0; waited < timing.watchForMs; waited += lookEveryMs) {
    await systemClock.sleep(lookEveryMs);
    const now = touchedAt(path);
    if (now === undefined) return false;
    if (now !== first) return true;
  }
  return false;
}

function touchedAt(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs;
}

function touch(path: string): void {
  const now = new Date(systemClock.now());
  try {
    utimesSync(path, now, now);
  } catch {
    // Removed with its folder: nobody is left to ask.
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function parse(content: string): Owner | undefined {
  try {
    return JSON.parse(content) as Owner;
  } catch {
    return undefined;
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
