/**
 * A database for a test, copied from a template that is migrated once in a run: about as quick as
 * emptying tables, and nothing of one test reaches another. Which server it is on is decided by
 * test/support/postgres-setup.ts.
 */
import { expect, inject } from 'vitest';
import type { TestServer } from './postgres-cluster.ts';
import {
  createDatabase,
  templateOn,
  type Migrate,
  type TemplateDatabase,
  type TestDatabase,
} from './test-database.ts';

/** An empty database. Only for files named `x.pg.test.ts`. */
export async function freshDatabase(): Promise<TestDatabase> {
  return createDatabase(serverForThisFile());
}

/**
 * Databases that `migrate` was applied to. It runs once in a whole run for each `name`, whichever
 * test file comes first. Only for files named `x.pg.test.ts`.
 */
export function templateDatabase(migrate: Migrate, name = 'migrated'): TemplateDatabase {
  return { fresh: async () => templateOn(serverForThisFile(), migrate, name).fresh() };
}

function serverForThisFile(): TestServer {
  const file = expect.getState().testPath ?? '(unknown)';
  const server = file.endsWith('.pg.test.ts') ? inject('postgres') : undefined;
  if (server !== undefined) return server;
  throw new Error(
    `${file} asks for a database, which only files named *.pg.test.ts get: rename it, or do without`,
  );
}
