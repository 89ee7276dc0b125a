/**
 * Makes databases on a test server: empty ones, and copies of a template that is migrated once in a
 * run. Knows nothing of Vitest, so that the simulation and the benchmarks use it too; tests go
 * through test/support/postgres.ts.
 */
import { createHash } from 'node:crypto';
import { systemRandom } from '../../src/base/system.ts';
import { onServer, type TestServer } from './postgres-cluster.ts';

export interface TestDatabase extends AsyncDisposable {
  readonly url: string;
  /** Ends what is still connected, and removes it. */
  drop(): Promise<void>;
}

export interface TemplateDatabase {
  /** A new database like the template. */
  fresh(): Promise<TestDatabase>;
}

/** Brings the database at `url` to where tests begin; every connection of its own is closed after. */
export type Migrate = (url: string) => Promise<void>;

/** Databases on `server` that `migrate` was applied to, once in a run for each `name` ([a-z0-9_]). */
export function templateOn(
  server: TestServer,
  migrate: Migrate,
  name = 'migrated',
): TemplateDatabase {
  return {
    fresh: async () => createDatabase(server, await ensureTemplate(server, migrate, name)),
  };
}

/** What no one has ever changed; the encoding is named because a given server's may be another. */
const emptyTemplate = "template0 encoding 'UTF8'";

/** Makes the template unless this run has it. Other test processes wait on the server's lock. */
async function ensureTemplate(server: TestServer, migrate: Migrate, name: string): Promise<string> {
  const template = `${server.prefix}_template_${name}`;
  const lock = createHash('sha256').update(template).digest().readBigInt64BE();
  await onServer(server, async (admin) => {
    await admin.query('select pg_advisory_lock($1)', [lock]);
    const found = await admin.query<{ datallowconn: boolean }>(
      'select datallowconn from pg_database where datname = $1',
      [template],
    );
    // Closed to connections means finished; an open one is what a failed migration left.
    if (found.rows[0]?.datallowconn === false) return;
    await admin.query(`drop database if exists ${template} with (force)`);
    await admin.query(`create database ${template} template ${emptyTemplate}`);
    await migrate(urlOf(server, template));
    await admin.query(`alter database ${template} allow_connections false`);
  });
  return template;
}

/** A new database on `server`, empty or a copy of `template`. */
export async function createDatabase(server: TestServer, template?: string): Promise<TestDatabase> {
  const name = `${server.prefix}_${systemRandom.uuid().replaceAll('-', '')}`;
  const source = template ?? emptyTemplate;
  const create = `create database ${name} template ${source}`;
  await onServer(server, (admin) => admin.query(create));
  const drop = async (): Promise<void> => {
    await onServer(server, (admin) => admin.query(`drop database if exists ${name} with (force)`));
  };
  return { url: urlOf(server, name), drop, [Symbol.asyncDispose]: drop };
}

/** The server's URL with another database; its other parts as they are. */
function urlOf(server: TestServer, database: string): string {
  return server.url.replace(/\/[^/?]*(\?.*)?$/, (_, query: string | undefined) => {
    return `/${database}${query ?? ''}`;
  });
}
