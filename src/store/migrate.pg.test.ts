import { afterEach, expect, test } from 'vitest';
import { freshDatabase } from '../../test/support/postgres.ts';
import { instant } from '../base/time.ts';
import { openDatabase, sql, type Database } from './database.ts';
import { migrate, MigrationError } from './migrate.ts';

const open: AsyncDisposableStack[] = [];

afterEach(async () => {
  for (const stack of open.splice(0)) await stack.disposeAsync();
});

/** An empty database, opened by so many processes. */
async function opened(processes: number): Promise<Database[]> {
  const stack = new AsyncDisposableStack();
  open.push(stack);
  const { url } = stack.use(await freshDatabase());
  return Array.from({ length: processes }, () => {
    const database = openDatabase(url, 2);
    stack.defer(() => database.close());
    return database;
  });
}

async function tables(database: Database): Promise<string[]> {
  const { rows } = await database.transaction((tx) =>
    sql<{ name: string }>`
      select table_name as name from information_schema.tables where table_schema = 'public'
      order by 1`.execute(tx),
  );
  return rows.map(({ name }) => name);
}

test('[RUN10] an empty database is brought to this version, and then left as it is', async () => {
  const [database] = await opened(1);
  if (!database) throw new Error('a database');
  const applied = await migrate(database, instant(0));
  expect(applied[0]).toBe('0001-house.sql');
  expect(await tables(database)).toEqual(
    expect.arrayContaining(['history', 'intent', 'link', 'mirror']),
  );
  expect(await migrate(database, instant(1))).toEqual([]);
});

test('[RUN10] of processes that start at once one migrates and the others find it done', async () => {
  const databases = await opened(4);
  const applied = await Promise.all(databases.map((database) => migrate(database, instant(0))));
  expect(applied.filter((names) => names.length > 0)).toHaveLength(1);
});

test('[RUN11] a database of a newer version is refused, and left as it is', async () => {
  const [database] = await opened(1);
  if (!database) throw new Error('a database');
  await migrate(database, instant(0));
  await database.transaction((tx) =>
    sql`insert into migration (name, hash, applied_at) values ('9999-later.sql', 'x', '2030-01-01')`.execute(
      tx,
    ),
  );
  await expect(migrate(database, instant(1))).rejects.toThrow(MigrationError);
  await expect(migrate(database, instant(1))).rejects.toThrow(
    /newer than this program.*9999-later/,
  );
});

test('[RUN11] a migration that was changed after it was applied is refused', async () => {
  const [database] = await opened(1);
  if (!database) throw new Error('a database');
  await migrate(database, instant(0));
  await database.transaction((tx) =>
    sql`update migration set hash = 'other' where name = '0001-house.sql'`.execute(tx),
  );
  await expect(migrate(database, instant(1))).rejects.toThrow(/0001-house\.sql was changed/);
});

test('[RUN12] nothing in the schema reads a clock, rolls dice or counts by itself', async () => {
  const [database] = await opened(1);
  if (!database) throw new Error('a database');
  await migrate(database, instant(0));
  const { rows } = await database.transaction((tx) =>
    sql<{ what: string }>`
      select table_name || '.' || column_name || ' ' || column_default as what
      from information_schema.columns
      where table_schema = 'public' and column_default ~* 'now|random|uuid|nextval|timestamp'
      union all
      select sequence_name from information_schema.sequences where sequence_schema = 'public'
      order by 1`.execute(tx),
  );
  expect(rows).toEqual([]);
});
