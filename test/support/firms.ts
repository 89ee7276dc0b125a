/** Firms for tests of one file, each on a database of its own, all given back after each test. */
import { afterEach } from 'vitest';
import { readOpenFindings } from '../../src/store/findings.ts';
import { findingSentence } from '../../src/sync/finding-codes.ts';
import { Firm, type FirmOptions } from './firm.ts';
import { migrateUrl } from './migrated.ts';
import { templateDatabase } from './postgres.ts';

export function firms(): (options?: Partial<FirmOptions>) => Promise<Firm> {
  const databases = templateDatabase(migrateUrl);
  let stack = new AsyncDisposableStack();
  afterEach(async () => {
    await stack.disposeAsync();
    stack = new AsyncDisposableStack();
  });
  return async (options = {}) => {
    const database = await databases.fresh();
    stack.defer(() => database.drop());
    return stack.use(await Firm.open({ databaseUrl: database.url, ...options }));
  };
}

/** The calls that reach the emulator during `work`, by endpoint. */
export async function callsDuring(
  f: Firm,
  work: () => Promise<unknown>,
): Promise<Record<string, number>> {
  await f.control('DELETE', '/counters');
  await work();
  const { byEndpoint } = await f.control<{ byEndpoint: Record<string, number> }>(
    'GET',
    '/counters',
  );
  return Object.fromEntries(
    Object.entries(byEndpoint).map(([name, count]) => [name.replace('/api.xro/2.0', ''), count]),
  );
}

/** The sentences of the open findings. */
export async function sentences(f: Firm): Promise<string[]> {
  const { id } = await f.connection();
  const findings = await f.database.transaction((tx) => readOpenFindings(tx, id, 100));
  return findings.map(findingSentence);
}
