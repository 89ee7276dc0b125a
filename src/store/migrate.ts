/**
 * Brings a database to the version of the program: `migrations/NNNN-name.sql`, in order, each in the
 * transaction that notes it. Two processes may start at once (an advisory lock lets one go first); a
 * database that is newer than the program is refused.
 */
import { readdir, readFile } from 'node:fs/promises';
import { sha256 } from '../base/hash.ts';
import { formatInstant, type Instant } from '../base/time.ts';
import { sql, type Database, type Tx } from './database.ts';

const folder = new URL('./migrations/', import.meta.url);
/** Any number, as long as nothing else in the database uses it. */
const lockKey = 815_273_001;

export class MigrationError extends Error {
  override name = 'MigrationError';
}

interface Migration {
  readonly name: string;
  readonly text: string;
}

async function readMigrations(): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  return Promise.all(
    names.map(async (name) => ({ name, text: await readFile(new URL(name, folder), 'utf8') })),
  );
}

/** Applies what is missing; answers the names of the migrations it applied. */
export async function migrate(database: Database, now: Instant): Promise<string[]> {
  const migrations = await readMigrations();
  return database.transaction(async (tx) => {
    await sql`select pg_advisory_xact_lock(${lockKey})`.execute(tx);
    await sql`create table if not exists migration
      (name text primary key, hash text not null, applied_at timestamptz not null)`.execute(tx);
    const applied = await appliedMigrations(tx);
    const known = new Set(migrations.map((migration) => migration.name));
    for (const name of applied.keys()) {
      if (!known.has(name)) {
        throw new MigrationError(
          `The database is newer than this program: it has migration ${name}. ` +
            'Start the version of Tieout that made it, or a newer one.',
        );
      }
    }
    const done: string[] = [];
    for (const { name, text } of migrations) {
      const hash = sha256(text);
      const before = applied.get(name);
      if (before === hash) continue;
      if (before !== undefined) {
        throw new MigrationError(`Migration ${name} was changed after it had been applied.`);
      }
      await sql.raw(text).execute(tx);
      await sql`insert into migration (name, hash, applied_at)
        values (${name}, ${hash}, ${formatInstant(now)})`.execute(tx);
      done.push(name);
    }
    return done;
  });
}

async function appliedMigrations(tx: Tx): Promise<Map<string, string>> {
  const { rows } = await sql<{ name: string; hash: string }>`
    select name, hash from migration order by name`.execute(tx);
  return new Map(rows.map((row) => [row.name, row.hash]));
}
