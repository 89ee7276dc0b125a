/**
 * The PostgreSQL server that tests run against: one embedded cluster in a temporary folder for a
 * whole run, or the server that TIEOUT_TEST_DATABASE_URL names (a superuser's URL, 15 or later).
 * Databases on it are made by test/support/postgres.ts; every one carries the run's name, and what
 * is left of them goes when the run ends.
 */
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { startEmbeddedPostgres } from '../../src/app/postgres/embedded-postgres.ts';
import { isOwned } from '../../src/app/postgres/folder-owner.ts';
import { silentLog } from '../../src/base/log.ts';
import { systemRandom } from '../../src/base/system.ts';

/** Plain data, so that it can be handed to test processes. */
export interface TestServer {
  /** A superuser's URL, to a database that tests only use to make others. */
  readonly url: string;
  /** Begins the name of each database of this run. */
  readonly prefix: string;
}

export interface StartedTestServer extends TestServer, AsyncDisposable {
  stop(): Promise<void>;
}

/** Not kept on disk, so not waited for: tests ask for speed and never for power loss. */
const fastSettings = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '300',
  autovacuum: 'off',
};

const folderPrefix = 'tieout-pg-';

/** A run that was killed leaves its folder; its server ends by itself. Those being made have no owner yet. */
function removeAbandoned(): void {
  for (const name of readdirSync(tmpdir())) {
    const folder = join(tmpdir(), name);
    if (!name.startsWith(folderPrefix) || !existsSync(join(folder, 'owner.json'))) continue;
    if (isOwned(folder) === false && !existsSync(join(folder, 'cluster/postmaster.pid'))) {
      rmSync(folder, { recursive: true, force: true });
    }
  }
}

/** Starts the server for a run, for Vitest's global set-up and for programs such as the simulation. */
export async function startTestServer(
  givenUrl: string | undefined = process.env['TIEOUT_TEST_DATABASE_URL'],
): Promise<StartedTestServer> {
  const prefix = `tieout_test_${systemRandom.uuid().replaceAll('-', '').slice(0, 12)}`;
  if (givenUrl !== undefined && givenUrl !== '') {
    const server = { url: givenUrl, prefix };
    const stop = (): Promise<void> => dropAll(server);
    return { ...server, stop, [Symbol.asyncDispose]: stop };
  }
  removeAbandoned();
  const folder = mkdtempSync(join(tmpdir(), folderPrefix));
  const embedded = await startEmbeddedPostgres({
    dataDir: folder,
    log: silentLog,
    settings: fastSettings,
  });
  const stop = async (): Promise<void> => {
    await embedded.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  return { url: embedded.connectionString, prefix, stop, [Symbol.asyncDispose]: stop };
}

/** Runs statements on the server's own database, on a connection that is closed again. */
export async function onServer<T>(
  server: TestServer,
  work: (admin: Client) => Promise<T>,
): Promise<T> {
  const admin = new Client({ connectionString: server.url });
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.end();
  }
}

async function dropAll(server: TestServer): Promise<void> {
  await onServer(server, async (admin) => {
    const found = await admin.query<{ datname: string }>(
      'select datname from pg_database where starts_with(datname, $1) order by datname',
      [server.prefix],
    );
    for (const { datname } of found.rows) {
      await admin.query(`drop database if exists ${datname} with (force)`);
    }
  });
}
