/** Vitest's global set-up of the `pg` project: one PostgreSQL server for the whole run. */
import type { TestProject } from 'vitest/node';
import { startTestServer, type TestServer } from './postgres-cluster.ts';

declare module 'vitest' {
  interface ProvidedContext {
    postgres: TestServer;
  }
}

/** Starts the server, tells the tests where it is, and gives Vitest what to do at the end. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startTestServer();
  project.provide('postgres', { url: server.url, prefix: server.prefix });
  return () => server.stop();
}
