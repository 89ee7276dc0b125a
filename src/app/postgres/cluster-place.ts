/**
 * Where the cluster's files are, and whose. Normally `cluster` in the data folder. An account that
 * root starts the server as may not be able to get there (a clone in a 0700 home); then the cluster
 * goes to a folder for all accounts, and the data folder keeps a note of it. Programs that the
 * account can't read are copied the same way.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { PostgresBinaries } from './binaries.ts';
import { EmbeddedPostgresError, ownServerRemedy } from './embedded-postgres-error.ts';
import type { RunAs } from './run-as.ts';

/** Where data and programs go that another account has to reach. */
export const usualSharedFolder = '/var/lib/tieout';

type Account = Extract<RunAs, { kind: 'uid' }>;

const noteIn = (dataDir: string): string => join(dataDir, 'cluster-is-at');

/** Where the cluster is now, if there is one. */
export function presentCluster(dataDir: string): string {
  return join(notedHome(dataDir) ?? dataDir, 'cluster');
}

/** The cluster's folder, which may not exist yet and in which no server may run; what exists belongs to the server's user. */
export function placeCluster(dataDir: string, runAs: RunAs, sharedFolder: string): string {
  const home = homeOf(dataDir, runAs, sharedFolder);
  const cluster = join(home, 'cluster');
  if (existsSync(cluster)) giveTo(cluster, runAs);
  return cluster;
}

function homeOf(dataDir: string, runAs: RunAs, sharedFolder: string): string {
  const noted = notedHome(dataDir);
  if (noted !== undefined) return noted;
  if (runAs.kind !== 'uid') return dataDir;
  // The account must pass through; only the cluster's own folder is private to it.
  chmodSync(dataDir, 0o711);
  if (reaches(runAs, dataDir)) return dataDir;
  return moveHome(dataDir, runAs, sharedFolder);
}

function notedHome(dataDir: string): string | undefined {
  if (!existsSync(noteIn(dataDir))) return undefined;
  const home = readFileSync(noteIn(dataDir), 'utf8').trim();
  if (existsSync(home)) return home;
  throw new EmbeddedPostgresError(
    'folder-unusable',
    `${noteIn(dataDir)} says that the database is in ${home}, which is not there. ` +
      `Bring that folder back, or remove the note to begin with an empty database.`,
  );
}

function moveHome(dataDir: string, runAs: Account, sharedFolder: string): string {
  makeReachable(sharedFolder, runAs);
  // A name of chance: what a removed data folder left in the shared one is never taken up again.
  const home = mkdtempSync(join(sharedFolder, 'cluster-'));
  makeReachable(home, runAs);
  const from = join(dataDir, 'cluster');
  if (existsSync(from)) {
    const to = join(home, 'cluster');
    cpSync(from, to, { recursive: true, preserveTimestamps: true });
    chmodSync(to, 0o700);
  }
  writeFileSync(noteIn(dataDir), `${home}\n`);
  // The copy and the note are on disk before the original goes.
  spawnSync('sync');
  rmSync(from, { recursive: true, force: true });
  return home;
}

/** Programs that the server's user can run: those given, or a copy of them. */
export function placeBinaries(
  binaries: PostgresBinaries,
  runAs: RunAs,
  sharedFolder: string,
): PostgresBinaries {
  if (runAs.kind !== 'uid' || canRun(runAs, binaries)) return binaries;
  const { mtimeMs, size } = lstatSync(join(binaries.bin, 'postgres'));
  const key = createHash('sha256').update(`${binaries.root} ${mtimeMs} ${size}`).digest('hex');
  const root = join(sharedFolder, `postgres-${key.slice(0, 12)}`);
  if (!existsSync(root)) {
    makeReachable(sharedFolder, runAs);
    const draft = `${root}.${process.pid}`;
    rmSync(draft, { recursive: true, force: true });
    cpSync(binaries.root, draft, { recursive: true, verbatimSymlinks: true });
    makeReadable(draft);
    renameSync(draft, root);
  }
  return { bin: join(root, 'bin'), root };
}

function makeReachable(folder: string, runAs: Account): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o711 });
    chmodSync(folder, 0o711);
  } catch (cause) {
    throw unreachable(folder, runAs, cause);
  }
  if (!reaches(runAs, folder)) throw unreachable(folder, runAs);
}

function unreachable(folder: string, runAs: Account, cause?: unknown) {
  return new EmbeddedPostgresError(
    'root-refused',
    `PostgreSQL can't run as root, and as the account ${runAs.name} it can't get at ${folder}. ` +
      `Run this as an ordinary user, ${ownServerRemedy}.`,
    cause,
  );
}

/** Asked of the system itself: a shell as that account goes there. */
function reaches(runAs: Account, folder: string): boolean {
  return shellAs(runAs, 'cd -- "$1"', folder);
}

function canRun(runAs: Account, binaries: PostgresBinaries): boolean {
  return shellAs(runAs, '"$1" --version', join(binaries.bin, 'postgres'));
}

function shellAs(runAs: Account, script: string, argument: string): boolean {
  const ran = spawnSync('/bin/sh', ['-c', script, 'sh', argument], {
    uid: runAs.uid,
    gid: runAs.gid,
    cwd: '/',
    stdio: 'ignore',
  });
  return ran.status === 0;
}

/** Hands a file or a folder and all in it to the user that the server runs as. */
export function giveTo(path: string, runAs: RunAs): void {
  const ours = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
  const { uid, gid } = runAs.kind === 'uid' ? runAs : ours;
  if (lstatSync(path).uid === uid) return;
  if (ours.uid !== 0) {
    throw new EmbeddedPostgresError(
      'folder-unusable',
      `${path} belongs to another user (number ${lstatSync(path).uid}, and this is ${ours.uid}). ` +
        `Run this as that user, choose another folder with TIEOUT_DATA_DIR, ${ownServerRemedy}.`,
    );
  }
  // The folder itself comes last: an interrupted walk is begun again.
  walk(path, (each) => lchownSync(each, uid, gid));
}

function makeReadable(root: string): void {
  walk(root, (each) => {
    const state = lstatSync(each);
    if (!state.isSymbolicLink())
      chmodSync(each, state.isDirectory() || isProgram(each) ? 0o755 : 0o644);
  });
}

function isProgram(path: string): boolean {
  return /\/bin\/[^/]+$/.test(path) || /\.so(\.|$)/.test(path);
}

function walk(path: string, visit: (each: string) => void): void {
  if (lstatSync(path).isDirectory()) {
    for (const name of readdirSync(path)) walk(join(path, name), visit);
  }
  visit(path);
}
