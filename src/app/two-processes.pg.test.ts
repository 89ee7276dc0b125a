/** Several processes on one database: one syncs a connection, and one renews its token. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, expect, test } from 'vitest';
import { faultsIn, readContents } from '../../test/kill/emulated-xero.ts';
import { migrateUrl } from '../../test/support/migrated.ts';
import { templateDatabase } from '../../test/support/postgres.ts';
import { queryOnce } from '../../test/support/postgres-query.ts';
import type { ConnectionId } from '../base/id.ts';
import { silentLog } from '../base/log.ts';
import { systemClock } from '../base/system.ts';
import { samplePractice } from '../book/sample/sample-practice.ts';
import { connectByCredentials } from '../engine/connect.ts';
import type { EngineContext } from '../engine/context.ts';
import type { SyncResult } from '../engine/sync.ts';
import { tieOut } from '../engine/tie-out.ts';
import * as book from '../store/book-edits.ts';
import { readConnection } from '../store/connections.ts';
import { openDatabase } from '../store/database.ts';
import { addPeople, addPractice } from '../store/practices.ts';
import { openEngine, siteOf } from './compose.ts';
import { readConfig, readSecrets } from './config.ts';
import { startEmulator } from './local-emulator.ts';

const databases = templateDatabase(migrateUrl);
const worker = join(import.meta.dirname, '../../test/kill/engine-worker.ts');
const stacks: AsyncDisposableStack[] = [];

afterEach(async () => {
  for (const stack of stacks.splice(0)) await stack.disposeAsync();
});

interface Scene {
  readonly environment: Readonly<Record<string, string>>;
  readonly engine: EngineContext;
  readonly connectionId: ConnectionId;
  readonly emulatorUrl: string;
  readonly databaseUrl: string;
  readonly invoices: number;
}

/** A small practice, connected and never synced, to an emulator that is served. */
async function scene(): Promise<Scene> {
  const stack = new AsyncDisposableStack();
  stacks.push(stack);
  const template = stack.use(await databases.fresh());
  const emulator = stack.use(await startEmulator({ port: 0, folder: undefined }));
  const dataDir = mkdtempSync(join(tmpdir(), 'tieout-two-'));
  stack.defer(() => rmSync(dataDir, { recursive: true, force: true }));
  const environment = {
    TIEOUT_DATABASE_URL: template.url,
    TIEOUT_DATA_DIR: dataDir,
    TIEOUT_SECRET: 'only for tests of two processes',
    XERO_API_URL: emulator.url,
  };
  const [config, secrets] = [readConfig(environment), readSecrets(environment)];
  const database = openDatabase(template.url, 4);
  stack.defer(() => database.close());
  const site = siteOf(config, secrets);
  const engine = await openEngine({ config, secrets, database, log: silentLog, site });
  const sample = samplePractice(9, { contacts: 15, matters: 15, invoices: 90 });
  await database.transaction(async (tx) => {
    const { practice } = sample;
    const at = systemClock.now();
    const edit = { practiceId: practice.id, at, actor: 'test', why: 'a small practice' };
    await addPractice(tx, practice, at);
    await addPeople(tx, practice.id, sample.people);
    await book.addContacts(tx, edit, sample.contacts);
    await book.addMatters(tx, practice.id, sample.matters);
    await book.addTimeEntries(tx, practice.id, sample.timeEntries);
    await book.addExpenseEntries(tx, practice.id, sample.expenseEntries);
    const invoices = sample.invoices.map((invoice) => ({ invoice, source: 'book' }));
    await book.addInvoices(tx, edit, invoices);
    await book.addPayments(tx, edit, sample.payments);
  });
  const practiceId = sample.practice.id;
  const connected = await connectByCredentials(engine, { practiceId, isReadOnly: false });
  if (connected.kind !== 'connected') throw new Error(connected.reason);
  const { connectionId } = connected;
  const invoices = sample.invoices.length;
  return {
    environment,
    engine,
    connectionId,
    emulatorUrl: emulator.url,
    databaseUrl: template.url,
    invoices,
  };
}

/** Processes that begin at the same moment; what each printed at its end. */
async function together<T>(made: Scene, processes: readonly (readonly string[])[]): Promise<T[]> {
  const started = processes.map((args) => {
    const child = spawn(process.execPath, [worker, ...args], {
      env: { PATH: process.env['PATH'], ...made.environment },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    return { child, lines };
  });
  for (const { lines } of started) expect((await lines.next()).value).toBe('ready');
  for (const { child } of started) child.stdin.end('go\n');
  return Promise.all(
    started.map(async ({ child, lines }) => {
      const exit = child.exitCode === null ? once(child, 'exit') : undefined;
      const said: unknown = (await lines.next()).value;
      await exit;
      expect(child.exitCode).toBe(0);
      return JSON.parse(String(said)) as T;
    }),
  );
}

async function ask<T>(url: string, method: string, body?: object): Promise<T> {
  const given = body === undefined ? {} : { body: JSON.stringify(body) };
  const response = await fetch(url, { method, ...given });
  return (await response.json()) as T;
}

test('of two processes that sync a connection at once one does, and nothing is doubled', async () => {
  const made = await scene();
  const { engine, connectionId, emulatorUrl } = made;
  // Slow enough for both to be in it together.
  await ask(`${emulatorUrl}/_control/settings`, 'PUT', { latencyMs: 100 });
  const sync = ['sync', connectionId];
  const results = await together<SyncResult>(made, [sync, sync]);
  expect(results.map((one) => one.stopped?.code ?? 'done').sort()).toEqual(['busy', 'done']);
  const contents = await readContents(emulatorUrl);
  expect(faultsIn(contents)).toEqual([]);
  const created = contents.writes.filter(({ by, kind }) => by === 'app' && kind === 'create');
  const accepted = results.reduce((sum, one) => sum + one.counts.invoice.accepted, 0);
  expect(created.filter((one) => one.resource === 'Invoices')).toHaveLength(accepted);
  expect(accepted).toBeGreaterThan(made.invoices * 0.9);
  const connection = await engine.database.transaction((tx) => readConnection(tx, connectionId));
  if (!connection) throw new Error('no connection');
  expect(await tieOut(engine, connection)).toMatchObject({ agree: true, differences: [] });
});

test('ten that need a new token at once, in two processes, get one that was asked for once', async () => {
  const made = await scene();
  const { connectionId, databaseUrl, emulatorUrl } = made;
  await queryOnce(databaseUrl, `update connection_token set expires_at = '2020-01-01T00:00:00Z'`);
  const slow = { kind: 'slow', endpoint: 'POST /connect/token', times: 20, delayMs: 700 };
  await ask(`${emulatorUrl}/_control/faults`, 'POST', slow);
  await ask(`${emulatorUrl}/_control/counters`, 'DELETE');
  const five = ['tokens', connectionId, '5'];
  const fingerprints = await together<string[]>(made, [five, five]);
  expect(fingerprints.flat()).toHaveLength(10);
  expect(new Set(fingerprints.flat()).size).toBe(1);
  const counters = await ask<{ byEndpoint: Record<string, number> }>(
    `${emulatorUrl}/_control/counters`,
    'GET',
  );
  expect(counters.byEndpoint['POST /connect/token']).toBe(1);
});
