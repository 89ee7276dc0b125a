/**
 * The embedded server's whole life: made, found again, killed, orphaned, contested, refused. Each
 * test has a server of its own in a temporary folder, most of them on a copy of one cluster, which
 * is quicker than making it; postgres-keeper.ts is the process that gets killed.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { queryOnce } from '../../../test/support/postgres-query.ts';
import { silentLog } from '../../base/log.ts';
import {
  startEmbeddedPostgres,
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
} from './embedded-postgres.ts';
import { runningPostgres } from './folder-owner.ts';
import { isAlive } from './process-identity.ts';

let folder = '';
let keepers: Keeper[] = [];

let made = '';

beforeAll(async () => {
  made = mkdtempSync(join(tmpdir(), 'tieout-embedded-'));
  const first = await startEmbeddedPostgres({ dataDir: made, log: silentLog });
  await first.stop();
});

afterAll(() => {
  rmSync(made, { recursive: true, force: true });
});

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tieout-embedded-'));
});

afterEach(async () => {
  for (const { child, postmaster } of keepers) {
    child.kill('SIGKILL');
    await until(() => !isAlive(postmaster));
  }
  keepers = [];
  rmSync(folder, { recursive: true, force: true });
});

/** Puts the copy where the folder has no cluster of its own yet, whole or half. */
function copyCluster(dataDir: string): void {
  if (existsSync(dataDir)) return;
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  cpSync(join(made, 'cluster'), join(dataDir, 'cluster'), { recursive: true });
  chmodSync(join(dataDir, 'cluster'), 0o700);
}

function start(options: Partial<EmbeddedPostgresOptions> = {}): Promise<EmbeddedPostgres> {
  const dataDir = options.dataDir ?? join(folder, 'postgres');
  copyCluster(dataDir);
  return startEmbeddedPostgres({
    dataDir,
    log: silentLog,
    sharedFolder: join(folder, 'shared'),
    ...options,
    settings: { fsync: 'off', ...options.settings },
  });
}

interface Keeper {
  readonly child: ChildProcess;
  readonly url: string;
  readonly postmaster: number;
}

/** Another process that starts the server in the folder and keeps it; resolves when it is up. */
async function startKeeper(): Promise<Keeper> {
  copyCluster(join(folder, 'postgres'));
  const child = spawn(
    process.execPath,
    [
      join(import.meta.dirname, '../../../test/support/postgres-keeper.ts'),
      join(folder, 'postgres'),
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const line = await new Promise<string>((resolve, reject) => {
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes('\n')) resolve(said);
    });
    child.on('exit', () => reject(new Error('the keeper ended before its server was up')));
  });
  const { url, pid } = JSON.parse(line) as { url: string; pid: number };
  const keeper = { child, url, postmaster: pid };
  keepers.push(keeper);
  return keeper;
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 20));
}

describe('an ordinary life', () => {
  test('what was written is there after a stop and a start', async () => {
    {
      await using first = await start();
      await queryOnce(first.connectionString, "create table kept as select 'here' as word");
    }
    await using second = await start();
    expect(await queryOnce(second.connectionString, 'select word from kept')).toEqual([
      { word: 'here' },
    ]);
  });

  test('the server runs in UTC, without parallel or compiled plans, and syncs unless told not to', async () => {
    await using server = await startEmbeddedPostgres({
      dataDir: join(folder, 'postgres'),
      log: silentLog,
    });
    const [row] = await queryOnce(
      server.connectionString,
      `select current_setting('TimeZone') as zone, current_setting('jit') as jit,
              current_setting('max_parallel_workers_per_gather') as parallel,
              current_setting('fsync') as fsync, current_database() as database`,
    );
    expect(row).toEqual({
      zone: 'UTC',
      jit: 'off',
      parallel: '0',
      fsync: 'on',
      database: 'tieout',
    });
  });

  test('stopping twice is stopping once, and ends the server', async () => {
    const server = await start();
    await Promise.all([server.stop(), server.stop()]);
    expect(isAlive(server.pid)).toBe(false);
    expect(existsSync(join(folder, 'postgres/owner.json'))).toBe(false);
  });

  test('the server is in a session of its own, so a Ctrl-C in our terminal does not reach it', async () => {
    await using server = await start();
    const ownGroup = process.kill(-server.pid, 0);
    expect(ownGroup).toBe(true);
  });

  test('a server that ends by itself is reported', async () => {
    const ends: string[] = [];
    const server = await start({ onUnexpectedEnd: (how) => ends.push(how) });
    process.kill(server.pid, 'SIGQUIT');
    await until(() => ends.length > 0);
    await server.stop();
    expect(ends).toHaveLength(1);
  });
});

describe('who may connect', () => {
  test.each(['socket', 'loopback'] as const)(
    '[RUN5] a %s asks for the password',
    async (listen) => {
      await using server = await start({ listen });
      expect(await queryOnce(server.connectionString, 'select 1 as one')).toEqual([{ one: 1 }]);
      const wrong = server.connectionString.replace(/:[^:@/]+@/, ':guess@');
      await expect(queryOnce(wrong, 'select 1')).rejects.toThrow('password authentication failed');
    },
  );

  test('the data folder, the log and the owner file are for their owner alone', async () => {
    await using server = await start();
    expect(isAlive(server.pid)).toBe(true);
    expect(statSync(join(folder, 'postgres')).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, 'postgres/cluster')).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, 'postgres/owner.json')).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'postgres/server.log')).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(folder, 'postgres/cluster/pg_hba.conf'), 'utf8')).not.toMatch(
      /^[^#]*\btrust\b/m,
    );
  });

  test('a path too long for a socket gets a loopback port instead', async () => {
    const dataDir = join(folder, 'a'.repeat(60), 'b'.repeat(60));
    await using server = await start({ dataDir });
    expect(server.connectionString).toContain('@127.0.0.1:');
  });

  test('a folder with spaces, quotes and commas in its name is no obstacle', async () => {
    await using server = await start({ dataDir: join(folder, `it's "a", b`) });
    expect(server.connectionString).toContain('%22');
    expect(await queryOnce(server.connectionString, 'select 1 as one')).toEqual([{ one: 1 }]);
  });
});

describe('two processes and one folder', () => {
  test('[RUN7] a second owner is refused, with the first one and the folder named', async () => {
    const keeper = await startKeeper();
    await expect(start()).rejects.toMatchObject({
      code: 'folder-in-use',
      message: expect.stringMatching(
        new RegExp(`${join(folder, 'postgres')} is in use by process ${keeper.child.pid} `),
      ) as unknown,
    });
    expect(await queryOnce(keeper.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  test('a second process of the same user finds the running server', async () => {
    expect(runningPostgres(join(folder, 'postgres'))).toBeUndefined();
    const keeper = await startKeeper();
    expect(runningPostgres(join(folder, 'postgres'))).toBe(keeper.url);
    keeper.child.kill('SIGKILL');
    await until(() => !isAlive(keeper.child.pid ?? 0));
    expect(runningPostgres(join(folder, 'postgres'))).toBeUndefined();
  });
});

describe('a process that is killed', () => {
  test('[RUN6] takes its server with it, and loses nothing that was acknowledged', async () => {
    const keeper = await startKeeper();
    await queryOnce(keeper.url, 'create table kept as select 7 as n');
    keeper.child.kill('SIGKILL');
    await until(() => !isAlive(keeper.postmaster));
    await using server = await start();
    expect(await queryOnce(server.connectionString, 'select n from kept')).toEqual([{ n: 7 }]);
  });

  test('[RUN6] and started again at once waits for the old server to end', async () => {
    const keeper = await startKeeper();
    await queryOnce(keeper.url, 'create table kept as select 7 as n');
    keeper.child.kill('SIGKILL');
    await until(() => !isAlive(keeper.child.pid ?? 0));
    await using server = await start();
    expect(server.pid).not.toBe(keeper.postmaster);
    expect(await queryOnce(server.connectionString, 'select n from kept')).toEqual([{ n: 7 }]);
  });

  test('[RUN6] a server whose watcher was killed as well is stopped at the next start', async () => {
    const keeper = await startKeeper();
    await queryOnce(keeper.url, 'create table kept as select 7 as n');
    // Frozen, the server can't hear its watcher: it is still there when we come.
    process.kill(keeper.postmaster, 'SIGSTOP');
    keeper.child.kill('SIGKILL');
    await until(() => !isAlive(keeper.child.pid ?? 0));
    expect(isAlive(keeper.postmaster)).toBe(true);
    const warnings: string[] = [];
    setTimeout(() => process.kill(keeper.postmaster, 'SIGCONT'), 500);
    await using server = await start({
      log: { ...silentLog, warn: (message) => void warnings.push(message) },
    });
    expect(warnings).toEqual([
      'stopped a database server that an earlier process had left running',
    ]);
    expect(isAlive(keeper.postmaster)).toBe(false);
    expect(await queryOnce(server.connectionString, 'select n from kept')).toEqual([{ n: 7 }]);
  });

  test('a server that was killed outright recovers', async () => {
    const keeper = await startKeeper();
    await queryOnce(keeper.url, 'create table kept as select 7 as n');
    process.kill(keeper.postmaster, 'SIGKILL');
    keeper.child.kill('SIGKILL');
    await until(() => !isAlive(keeper.child.pid ?? 0));
    await using server = await start();
    expect(await queryOnce(server.connectionString, 'select n from kept')).toEqual([{ n: 7 }]);
  });

  test('children of a killed server that still linger are waited for', async () => {
    const keeper = await startKeeper();
    const client = new Client({ connectionString: keeper.url });
    client.on('error', () => {});
    await client.connect();
    const found = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
    const lingering = found.rows[0]?.pid ?? 0;
    process.kill(lingering, 'SIGSTOP');
    process.kill(keeper.postmaster, 'SIGKILL');
    keeper.child.kill('SIGKILL');
    await until(() => !isAlive(keeper.child.pid ?? 0));
    setTimeout(() => process.kill(lingering, 'SIGCONT'), 1500);
    await using server = await start();
    expect(isAlive(lingering)).toBe(false);
    expect(await queryOnce(server.connectionString, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  test('a process number that now belongs to another program is not taken for the server', async () => {
    {
      await using first = await start();
      await queryOnce(first.connectionString, 'select 1');
    }
    const cluster = join(folder, 'postgres/cluster');
    const lines = [process.pid, cluster, 1, 5432, cluster, '', '', 'ready'];
    writeFileSync(join(cluster, 'postmaster.pid'), `${lines.join('\n')}\n`);
    await using second = await start();
    expect(await queryOnce(second.connectionString, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  test('a cluster that was half made is made again', async () => {
    const making = join(folder, 'postgres/cluster.making');
    mkdirSync(join(making, 'base'), { recursive: true });
    writeFileSync(join(making, 'PG_VERSION'), '18\n');
    await using server = await start();
    expect(await queryOnce(server.connectionString, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(readdirSync(join(folder, 'postgres')).toSorted()).toEqual([
      'cluster',
      'owner.json',
      'server.log',
    ]);
  });
});

describe('data that can not be used', () => {
  test('[RUN8] of another major version is refused, with the remedy, and left as it is', async () => {
    const server = await start();
    await server.stop();
    const version = join(folder, 'postgres/cluster/PG_VERSION');
    writeFileSync(version, '12\n');
    await expect(start()).rejects.toMatchObject({
      code: 'other-version',
      message: expect.stringMatching(
        /made by PostgreSQL 12, and this is PostgreSQL \d+.*TIEOUT_DATABASE_URL/s,
      ) as unknown,
    });
    expect(readFileSync(version, 'utf8')).toBe('12\n');
  });

  test('a folder that is no cluster is refused and left as it is', async () => {
    mkdirSync(join(folder, 'postgres/cluster'), { recursive: true });
    writeFileSync(join(folder, 'postgres/cluster/precious'), 'keep me');
    await expect(start()).rejects.toMatchObject({ code: 'folder-unusable' });
    expect(readFileSync(join(folder, 'postgres/cluster/precious'), 'utf8')).toBe('keep me');
  });

  test('a server that does not start says why', async () => {
    await expect(start({ settings: { shared_buffers: 'lots' } })).rejects.toMatchObject({
      code: 'start-failed',
      message: expect.stringContaining('shared_buffers') as unknown,
    });
    await using server = await start();
    expect(isAlive(server.pid)).toBe(true);
  });
});
