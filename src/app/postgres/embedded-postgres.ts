/**
 * A PostgreSQL of our own in a folder: the real server, started with the process that asks for it
 * and stopped with it. Owns the order of the steps (take the folder, stop what an earlier life left
 * behind, make the cluster, start, make the database); each step is in a file of its own.
 */
import { mkdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import type { Log } from '../../base/log.ts';
import { systemClock } from '../../base/system.ts';
import { findPostgresBinaries, majorVersionOf, type PostgresBinaries } from './binaries.ts';
import { placeBinaries, placeCluster, presentCluster, usualSharedFolder } from './cluster-place.ts';
import { ensureCluster, readPassword } from './cluster.ts';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import { chooseEndpoint, connectionStringTo, endpointSettings, type Endpoint } from './endpoint.ts';
import { takeFolder, type OwnedFolder } from './folder-owner.ts';
import {
  startPostmaster,
  stopOrphan,
  type Postmaster,
  type PostmasterStart,
} from './postmaster.ts';
import { chooseRunAs, type RootStrategy } from './run-as.ts';

export const databaseName = 'tieout';

export interface EmbeddedPostgresOptions {
  /** A folder for the database alone; made if it is not there. */
  readonly dataDir: string;
  readonly log: Log;
  /** Told in a sentence what is being waited for. */
  readonly onProgress?: (sentence: string) => void;
  /** Server settings over ours, for example `{ fsync: 'off' }` in tests. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Told if the server ends without `stop`; by default it is only logged. */
  readonly onUnexpectedEnd?: (how: string) => void;
  /** Forces one of the ways below, which are otherwise chosen by what this machine allows. */
  readonly rootStrategy?: RootStrategy;
  readonly listen?: 'socket' | 'loopback';
  readonly sharedFolder?: string;
  readonly binaries?: PostgresBinaries;
}

export interface EmbeddedPostgres {
  /** Of the superuser, to the database `tieout`. Holds the password: never logged. */
  readonly connectionString: string;
  readonly pid: number;
  stop(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Repeatable to the row and the same on every machine: no parallel or compiled plans, UTC. What is
 * acknowledged is on disk (`fsync` is PostgreSQL's default: on).
 */
const ownSettings = {
  jit: 'off',
  max_parallel_workers_per_gather: '0',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_line_prefix: '%m [%p] ',
  logging_collector: 'off',
  log_destination: 'stderr',
  password_encryption: 'scram-sha-256',
};

/**
 * Starts the server in `dataDir`, making the cluster at the first start, and resolves when the
 * database `tieout` takes connections. Throws an EmbeddedPostgresError whose message says what to do.
 */
export async function startEmbeddedPostgres(
  options: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres> {
  const tell = options.onProgress ?? (() => {});
  const runAs = chooseRunAs(options.rootStrategy);
  const dataDir = makeFolder(options.dataDir);
  const owned = await takeFolder(dataDir, () => {
    tell('Looking whether another host or container still uses the data folder…');
  });
  try {
    // Before anything is moved or handed over: no server may run on it meanwhile.
    if (await stopOrphan(presentCluster(dataDir))) {
      options.log.warn('stopped a database server that an earlier process had left running');
    }
    const shared = options.sharedFolder ?? usualSharedFolder;
    const binaries = placeBinaries(options.binaries ?? findPostgresBinaries(), runAs, shared);
    const major = await majorVersionOf(binaries);
    const cluster = placeCluster(dataDir, runAs, shared);
    tell('Starting the database…');
    const sync = options.settings?.['fsync'] !== 'off';
    const made = await ensureCluster({ cluster, runAs, binaries, major, sync });
    const { postmaster, endpoint } = await startListening(options, {
      cluster,
      runAs,
      binaries,
      logFile: join(dataDir, 'server.log'),
      onWait: (ms) => tell(`The database is putting itself in order (${Math.round(ms / 1000)} s)…`),
    });
    options.log.info('embedded database started', { made: made === 'made', major, as: runAs.kind });
    return await openDatabase(options, { postmaster, endpoint, cluster, owned });
  } catch (error) {
    owned.release();
    throw error;
  }
}

function makeFolder(path: string): string {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    return realpathSync(path);
  } catch (cause) {
    throw new EmbeddedPostgresError(
      'folder-unusable',
      `The data folder ${path} can't be made (${cause instanceof Error ? cause.message : String(cause)}). ` +
        `Choose another with TIEOUT_DATA_DIR.`,
      cause,
    );
  }
}

/** What passes by itself: another process took the port, or a killed server's children linger. */
const passing = /Address already in use|shared memory block .* still in use/;

async function startListening(
  options: EmbeddedPostgresOptions,
  start: Omit<PostmasterStart, 'settings'>,
): Promise<{ postmaster: Postmaster; endpoint: Endpoint }> {
  for (let attempt = 1; ; attempt += 1) {
    const endpoint = await chooseEndpoint(start.cluster, options.listen);
    const settings = { ...ownSettings, ...endpointSettings(endpoint), ...options.settings };
    try {
      return { postmaster: await startPostmaster({ ...start, settings }), endpoint };
    } catch (error) {
      const passes = error instanceof Error && passing.test(error.message);
      if (!passes || attempt === 10) throw error;
      await systemClock.sleep(500);
    }
  }
}

interface Running {
  readonly postmaster: Postmaster;
  readonly endpoint: Endpoint;
  readonly cluster: string;
  readonly owned: OwnedFolder;
}

async function openDatabase(
  options: EmbeddedPostgresOptions,
  { postmaster, endpoint, cluster, owned }: Running,
): Promise<EmbeddedPostgres> {
  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    stopping ??= postmaster.stop().finally(() => owned.release());
    return stopping;
  };
  void postmaster.exited.then((how) => {
    if (stopping !== undefined) return;
    options.log.error('the embedded database ended by itself', { how });
    options.onUnexpectedEnd?.(how);
  });
  try {
    const password = readPassword(cluster);
    await ensureDatabase(connectionStringTo(endpoint, password, 'postgres'));
    const connectionString = connectionStringTo(endpoint, password, databaseName);
    owned.publish(connectionString);
    return { connectionString, pid: postmaster.pid, stop, [Symbol.asyncDispose]: stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function ensureDatabase(connectionString: string): Promise<void> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    const found = await client.query('select from pg_database where datname = $1', [databaseName]);
    if (found.rowCount === 0) await client.query(`create database ${databaseName}`);
  } finally {
    await client.end();
  }
}
