/**
 * As whom the server runs. Root has two ways to shed root, and each is forced here; whoever is not
 * root runs it as himself, which is what these tests then hold to.
 */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { queryOnce } from '../../../test/support/postgres-query.ts';
import { silentLog } from '../../base/log.ts';
import { findPostgresBinaries, type PostgresBinaries } from './binaries.ts';
import {
  startEmbeddedPostgres,
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
} from './embedded-postgres.ts';
import { chooseRunAs, type RootStrategy } from './run-as.ts';

const ourUid = process.getuid?.() ?? -1;
const isRoot = ourUid === 0;

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tieout-root-'));
  chmodSync(folder, 0o755);
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function start(
  dataDir: string,
  options: Partial<EmbeddedPostgresOptions>,
): Promise<EmbeddedPostgres> {
  return startEmbeddedPostgres({
    dataDir,
    log: silentLog,
    settings: { fsync: 'off' },
    sharedFolder: join(folder, 'shared'),
    ...options,
  });
}

/** The home of somebody whom no other account may visit, with a copy of the programs in it. */
function closedHome(): { dataDir: string; binaries: PostgresBinaries } {
  const home = join(folder, 'home');
  mkdirSync(home, { mode: 0o700 });
  const root = join(home, 'clone/native');
  cpSync(findPostgresBinaries().root, root, { recursive: true, verbatimSymlinks: true });
  return { dataDir: join(home, 'clone/data'), binaries: { root, bin: join(root, 'bin') } };
}

/** PostgreSQL's initdb refuses a user whom the system knows only by a number. */
function hasName(): boolean {
  return spawnSync('id', ['-un'], { stdio: 'ignore' }).status === 0;
}

/** Whether this machine lets us do it that way at all; where not, it must say so. */
function isPossible(strategy: RootStrategy): boolean {
  try {
    return chooseRunAs(strategy).kind === strategy;
  } catch {
    return false;
  }
}

async function word(server: EmbeddedPostgres): Promise<unknown[]> {
  return queryOnce(server.connectionString, 'select word from kept');
}

test('without being told, root takes the namespace where it may, and anybody else runs it himself', () => {
  const usual = chooseRunAs().kind;
  const forRoot = isPossible('userns') ? 'userns' : 'uid';
  expect(usual).toBe(isRoot ? forRoot : hasName() ? 'self' : 'userns');
});

test('[RUN9] a user namespace keeps all files ours, in a home that is closed to others', async () => {
  const { dataDir, binaries } = closedHome();
  const starting = start(dataDir, { binaries, rootStrategy: 'userns' });
  if (!isPossible('userns')) {
    await expect(starting).rejects.toMatchObject({ code: 'root-refused' });
    return;
  }
  await using server = await starting;
  expect(await queryOnce(server.connectionString, 'select 1 as one')).toEqual([{ one: 1 }]);
  expect(lstatSync(join(dataDir, 'cluster')).uid).toBe(ourUid);
  expect(existsSync(join(folder, 'shared'))).toBe(false);
});

test('[RUN9] another account works in the data folder where it can get there', async () => {
  const dataDir = join(folder, 'data');
  await using server = await start(dataDir, { rootStrategy: 'uid' });
  expect(await queryOnce(server.connectionString, 'select 1 as one')).toEqual([{ one: 1 }]);
  const owner = lstatSync(join(dataDir, 'cluster')).uid;
  expect(owner !== ourUid).toBe(isRoot);
  expect(lstatSync(join(dataDir, 'cluster')).mode & 0o777).toBe(0o700);
});

test('[RUN9] another account that can not get into a closed home works beside it, and finds it again', async () => {
  const { dataDir, binaries } = closedHome();
  for (const round of [1, 2]) {
    await using server = await start(dataDir, { binaries, rootStrategy: 'uid' });
    await queryOnce(
      server.connectionString,
      "create table if not exists kept as select 'here' as word",
    );
    expect(await word(server), `round ${round}`).toEqual([{ word: 'here' }]);
  }
  expect(existsSync(join(dataDir, 'cluster'))).toBe(!isRoot);
  const note = join(dataDir, 'cluster-is-at');
  expect(existsSync(note)).toBe(isRoot);
  if (isRoot) {
    const home = readFileSync(note, 'utf8').trim();
    expect(home.startsWith(join(folder, 'shared'))).toBe(true);
    expect(lstatSync(join(home, 'cluster')).mode & 0o777).toBe(0o700);
  }
});

test('data made in one way is there in the other, and back', async () => {
  const { dataDir, binaries } = closedHome();
  const ways: RootStrategy[] = isPossible('userns') ? ['userns', 'uid', 'userns'] : ['uid', 'uid'];
  for (const rootStrategy of ways) {
    await using server = await start(dataDir, { binaries, rootStrategy });
    await queryOnce(
      server.connectionString,
      "create table if not exists kept as select 'here' as word",
    );
    expect(await word(server), rootStrategy).toEqual([{ word: 'here' }]);
  }
});

test('a note of a place that is gone is an error, never an empty database', async () => {
  const dataDir = join(folder, 'data');
  mkdirSync(dataDir);
  writeFileSync(join(dataDir, 'cluster-is-at'), join(folder, 'nowhere'));
  await expect(start(dataDir, {})).rejects.toMatchObject({ code: 'folder-unusable' });
});
