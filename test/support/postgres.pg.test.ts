/** The databases that tests get. */
import { Client } from 'pg';
import { expect, test } from 'vitest';
import { queryOnce } from './postgres-query.ts';
import { freshDatabase, templateDatabase } from './postgres.ts';

test('databases of one template are alike and do not see each other', async () => {
  let migrated = 0;
  const template = templateDatabase(async (url) => {
    migrated += 1;
    await queryOnce(url, 'create table thing (name text)');
  }, 'alike');
  await using first = await template.fresh();
  await using second = await template.fresh();
  await queryOnce(first.url, "insert into thing values ('only here')");
  expect(await queryOnce(first.url, 'select name from thing')).toEqual([{ name: 'only here' }]);
  expect(await queryOnce(second.url, 'select name from thing')).toEqual([]);
  expect(migrated).toBe(1);
});

test('databases asked for at once share one migration', async () => {
  let migrated = 0;
  const template = templateDatabase(async (url) => {
    migrated += 1;
    await queryOnce(url, 'create table thing (name text)');
  }, 'at_once');
  const all = await Promise.all(Array.from({ length: 6 }, () => template.fresh()));
  expect(migrated).toBe(1);
  for (const database of all) await database.drop();
});

test('a migration that fails is run again for the next database', async () => {
  let migrated = 0;
  const template = templateDatabase(async (url) => {
    migrated += 1;
    await queryOnce(url, 'create table thing (name text)');
    if (migrated === 1) throw new Error('the first one breaks');
  }, 'breaks_once');
  await expect(template.fresh()).rejects.toThrow('the first one breaks');
  await using database = await template.fresh();
  expect(await queryOnce(database.url, 'select count(*)::int as n from thing')).toEqual([{ n: 0 }]);
});

test('dropping ends what is still connected', async () => {
  const database = await freshDatabase();
  const client = new Client({ connectionString: database.url });
  client.on('error', () => {});
  await client.connect();
  await database.drop();
  await expect(queryOnce(database.url, 'select 1')).rejects.toThrow('does not exist');
  await client.end().catch(() => {});
});

test('the server is set as Tieout relies on, and keeps letters beyond ASCII', async () => {
  await using database = await freshDatabase();
  const [row] = await queryOnce(
    database.url,
    "select current_setting('server_version_num')::int >= 150000 as recent, upper('é') as upper, current_setting('server_encoding') as encoding",
  );
  expect(row).toEqual({ recent: true, upper: 'É', encoding: 'UTF8' });
});
