/**
 * The cluster: PostgreSQL's data, made once. It is made beside its place and moved there whole, so
 * what is in its place is complete, and what a killed process left half-made is made again. Its
 * password is kept inside it, so that a copy of the folder is a copy of all that is needed.
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { environment } from '../config.ts';
import type { PostgresBinaries } from './binaries.ts';
import { giveTo } from './cluster-place.ts';
import { EmbeddedPostgresError, ownServerRemedy } from './embedded-postgres-error.ts';
import { commandAs, type RunAs } from './run-as.ts';

export const superuser = 'tieout';
const passwordFile = 'tieout-password';

/** What a server and initdb get of our environment: nothing that changes what they do. */
export function serverEnvironment(): NodeJS.ProcessEnv {
  return { PATH: environment['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };
}

/**
 * Throws `other-version` unless the cluster is of the major version of our programs, and
 * `folder-unusable` if it is no cluster.
 */
export function checkClusterVersion(cluster: string, major: number): void {
  const path = join(cluster, 'PG_VERSION');
  const found = existsSync(path) ? readFileSync(path, 'utf8').trim() : undefined;
  if (found === undefined) {
    throw new EmbeddedPostgresError(
      'folder-unusable',
      `${cluster} is not a PostgreSQL data folder (no PG_VERSION in it). Move it away to begin ` +
        `with an empty database, choose another folder with TIEOUT_DATA_DIR, ${ownServerRemedy}.`,
    );
  }
  if (found === String(major)) return;
  throw new EmbeddedPostgresError(
    'other-version',
    `The data in ${cluster} was made by PostgreSQL ${found}, and this is PostgreSQL ${major}, which ` +
      `can't read it. Go back to the Tieout that made it and carry its data over with "tieout export" ` +
      `and "tieout import", move the folder away to begin anew, ${ownServerRemedy}.`,
  );
}

export interface CreateCluster {
  readonly cluster: string;
  readonly runAs: RunAs;
  readonly binaries: PostgresBinaries;
  readonly major: number;
  /** Whether it must survive a loss of power at once. */
  readonly sync: boolean;
}

/** Makes the cluster if it is not there. Throws `create-failed` with what initdb said. */
export async function ensureCluster(options: CreateCluster): Promise<'made' | 'found'> {
  const { cluster, runAs, sync } = options;
  const making = `${cluster}.making`;
  rmSync(making, { recursive: true, force: true });
  if (existsSync(cluster)) {
    checkClusterVersion(cluster, options.major);
    return 'found';
  }
  const draft = `${making}-password`;
  rmSync(draft, { force: true });
  mkdirSync(making, { mode: 0o700 });
  writeFileSync(draft, `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600 });
  giveTo(making, runAs);
  giveTo(draft, runAs);
  await initdb(options, making, draft);
  renameSync(draft, join(making, passwordFile));
  if (sync) for (const path of [join(making, passwordFile), making]) flush(path);
  renameSync(making, cluster);
  if (sync) flush(dirname(cluster));
  return 'made';
}

/** The superuser's password. Throws `folder-unusable` if the cluster has lost it. */
export function readPassword(cluster: string): string {
  const path = join(cluster, passwordFile);
  if (existsSync(path)) return readFileSync(path, 'utf8').trim();
  throw new EmbeddedPostgresError(
    'folder-unusable',
    `The database's password file ${path} is not there. Bring it back from a copy of that folder, ${ownServerRemedy}.`,
  );
}

async function initdb(options: CreateCluster, target: string, password: string): Promise<void> {
  const command = commandAs(options.runAs, join(options.binaries.bin, 'initdb'), [
    `--pgdata=${target}`,
    `--username=${superuser}`,
    `--pwfile=${password}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    ...localeFlags(options.major),
    '--no-instructions',
    ...(options.sync ? [] : ['--no-sync']),
  ]);
  const said = await new Promise<{ code: number | null; output: string }>((resolve) => {
    const child = spawn(command.file, command.args, {
      ...command.identity,
      cwd: '/',
      env: serverEnvironment(),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.on('error', (error) => resolve({ code: null, output: error.message }));
    child.on('close', (code) => resolve({ code, output }));
  });
  if (said.code === 0) return;
  rmSync(target, { recursive: true, force: true });
  rmSync(password, { force: true });
  throw new EmbeddedPostgresError(
    'create-failed',
    `The database could not be made in ${target}. PostgreSQL said:\n${said.output.trim()}`,
  );
}

/**
 * Sorting by code point, which no update of the system's libraries can change; letters beyond
 * ASCII are still letters. macOS has no C.UTF-8 of its own; from 17 on PostgreSQL brings one.
 */
function localeFlags(major: number): string[] {
  const system = process.platform === 'linux' ? 'C.UTF-8' : 'C';
  const builtin = ['--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  return [`--locale=${system}`, ...(major >= 17 ? builtin : [])];
}

function flush(path: string): void {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
