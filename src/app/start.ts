/**
 * `npm start`: from nothing to a practice that is tied out, in one terminal. Starts what is missing,
 * fills or imports, connects, syncs, prints the tie-out, and stays up; with `--once` it ends there.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Practice } from '../accounting/practice.ts';
import type { PracticeId } from '../base/id.ts';
import { systemClock } from '../base/system.ts';
import { second } from '../base/time.ts';
import { printImport } from '../cli/import-text.ts';
import { counted, thousands, type Terminal } from '../cli/terminal.ts';
import { printTieOut } from '../cli/tie-out-text.ts';
import { connectByCredentials } from '../engine/connect.ts';
import type { EngineContext } from '../engine/context.ts';
import { importFile } from '../engine/import-file.ts';
import { tieOut } from '../engine/tie-out.ts';
import {
  forgetReferenceAge,
  readConnection,
  readConnections,
  type Connection,
} from '../store/connections.ts';
import { readPractices } from '../store/practices.ts';
import { openEngine, openStore, siteOf, type OpenDatabase } from './compose.ts';
import { ConfigError, type Config, type Secrets } from './config.ts';
import { addEmptyPractice, fillSample, firstPractice } from './fill.ts';
import {
  control,
  emulatorPort,
  isToldEmulator,
  runningEmulator,
  startEmulator,
} from './local-emulator.ts';
import { openLog } from './log-file.ts';
import { provisionEmulator } from './provision.ts';
import { syncInTerminal } from './run-sync.ts';
import { assertPortFree } from './port.ts';

export interface StartOptions {
  readonly config: Config;
  readonly secrets: Secrets;
  readonly terminal: Terminal;
  readonly isOnce: boolean;
  readonly imports: readonly string[];
  readonly signal: AbortSignal;
}

/** 0: all taken and tied out; 2: some input refused, the rest tied out; 1: not tied out, or failed. */
export type ExitCode = 0 | 1 | 2;

interface Started {
  readonly options: StartOptions;
  readonly config: Config;
  readonly store: OpenDatabase;
  readonly engine: EngineContext;
  /** The emulator, when it is one that Tieout talks to. */
  readonly emulatorUrl: string | undefined;
}

export async function start(options: StartOptions): Promise<ExitCode> {
  const { terminal } = options;
  await using stack = new AsyncDisposableStack();
  const config = await settledConfig(options, stack);
  terminal.line();
  terminal.line(`  ${terminal.bold('Tieout')}`);
  terminal.line();
  if (!options.isOnce) await assertPortFree(config.port);
  const log = openLog(options.isOnce && !config.isDataDirTold ? undefined : config.dataDir);
  const openedAt = systemClock.now();
  terminal.busy('Starting the database…');
  const onProgress = (sentence: string): void => terminal.busy(sentence);
  const store = stack.use(await openStore({ config, log, onProgress }));
  const where = config.databaseUrl === undefined ? `embedded, in ${config.dataDir}` : 'as told';
  terminal.done('Database', `PostgreSQL, ${where} (${elapsed(openedAt)})`);
  const emulatorUrl = await findOrStartEmulator(options, config, stack);
  const site = siteOf(config, options.secrets, emulatorUrl);
  const { secrets } = options;
  const engine = await openEngine({ config, secrets, database: store.database, log, site });
  const started: Started = { options, config, store, engine, emulatorUrl };
  if (options.isOnce) return await runMainJob(started);
  // Loaded only here: the main job alone needs no web server.
  const { openServer, stayUp } = await import('./serve.ts');
  const serving = { ...started, terminal, log, secrets, signal: options.signal };
  const server = stack.use(await openServer(serving));
  terminal.done('Pages', `${server.url}, while the first sync runs`);
  const mainJob = await runMainJob(started);
  if (options.signal.aborted) return mainJob;
  await stayUp(serving, server);
  return 0;
}

/** `--once` has a data folder of its own, unless one is told; it is removed in the end. */
async function settledConfig(options: StartOptions, stack: AsyncDisposableStack): Promise<Config> {
  const { config } = options;
  if (!options.isOnce || config.isDataDirTold) return config;
  const dataDir = await mkdtemp(join(tmpdir(), 'tieout-'));
  stack.defer(() => rm(dataDir, { recursive: true, force: true }));
  return { ...config, dataDir };
}

function elapsed(since: number): string {
  return `${((systemClock.now() - since) / second).toFixed(1)} s`;
}

async function findOrStartEmulator(
  options: StartOptions,
  config: Config,
  stack: AsyncDisposableStack,
): Promise<string | undefined> {
  const { terminal } = options;
  const { xero } = config;
  if (xero.apiUrl !== undefined) {
    const isEmulator = await isToldEmulator(xero.apiUrl);
    terminal.done('Xero', `${xero.apiUrl}${isEmulator ? ' (an emulator)' : ''}`);
    return isEmulator ? xero.apiUrl : undefined;
  }
  if (xero.clientId !== undefined) {
    terminal.done('Xero', 'api.xero.com, with your own app');
    return undefined;
  }
  const folder = join(config.dataDir, 'emulator');
  const running = await runningEmulator(folder);
  if (running !== undefined) {
    terminal.done('Xero emulator', `${running}, of the Tieout that runs on this data folder`);
    return running;
  }
  const port = options.isOnce ? 0 : emulatorPort;
  const emulator = stack.use(await startEmulator({ port, isPortFree: true, folder }));
  terminal.done('Xero emulator', `${emulator.url}, so that no Xero account is needed`);
  return emulator.url;
}

async function runMainJob(started: Started): Promise<ExitCode> {
  const { options, engine, emulatorUrl } = started;
  const { terminal, signal } = options;
  const practice = await ensurePractice(started);
  const refused = await takeImports(started, practice.id);
  if (signal.aborted) return 1;
  const connection = await ensureConnection(started, practice);
  if (!connection) return options.isOnce ? 1 : 0;
  if (emulatorUrl !== undefined && options.imports.length > 0) {
    const added = await provisionEmulator(engine.database, connection, emulatorUrl);
    if (added.length > 0) {
      terminal.done(
        'Emulator',
        `given what these files need, as a bookkeeper would: ${added.join(', ')}`,
      );
      // The organisation's settings have just been changed: the sync reads them again.
      await engine.database.transaction((tx) => forgetReferenceAge(tx, connection.id));
    }
  }
  await syncInTerminal(engine, terminal, {
    connectionId: connection.id,
    tenantId: connection.tenantId,
    cause: 'start',
    signal,
  });
  if (signal.aborted) return 1;
  const fresh = await engine.database.transaction((tx) => readConnection(tx, connection.id));
  if (!fresh?.reference) return 1;
  const report = await tieOut(engine, fresh);
  printTieOut(terminal, report);
  terminal.line();
  if (!report.agree) return 1;
  return refused > 0 ? 2 : 0;
}

async function ensurePractice(started: Started): Promise<Practice> {
  const { options, engine, emulatorUrl } = started;
  const { terminal } = options;
  const known = await firstPractice(engine.database);
  if (known) {
    terminal.done('Practice', known.name);
    return known;
  }
  if (options.imports.length > 0 || emulatorUrl === undefined) {
    const practice = await addEmptyPractice(engine);
    terminal.done('Practice', 'empty, to be filled from your files');
    return practice;
  }
  terminal.busy('Filling a sample practice…');
  const sample = await fillSample(engine, (books) => control(emulatorUrl, '/seed', books));
  const counts = [
    `${thousands(sample.contacts.length)} contacts`,
    `${thousands(sample.matters.length)} matters`,
    `${thousands(sample.invoices.length)} invoices`,
    `${thousands(sample.payments.length)} payments`,
  ];
  terminal.done('Practice', `${sample.practice.name}, a sample`);
  terminal.line(terminal.faint(`${' '.repeat(21)}${counts.join(', ')}`));
  return sample.practice;
}

/** Answers how many invoices or files were refused. */
async function takeImports(started: Started, practiceId: PracticeId): Promise<number> {
  const { options, engine } = started;
  const { terminal } = options;
  if (options.imports.length === 0) return 0;
  const practices = await engine.database.transaction((tx) => readPractices(tx));
  const defaults = practices.find(({ practice }) => practice.id === practiceId)?.importSettings;
  const said = [
    defaults?.currency === undefined ? '' : `in ${defaults.currency}`,
    defaults?.taxCode === undefined ? '' : `tax code ${defaults.taxCode}`,
    defaults?.paymentTermsDays === undefined ? '' : `due in ${defaults.paymentTermsDays} days`,
  ].filter((part) => part !== '');
  terminal.done('Settings', `where a file says nothing of it: ${said.join(', ')}`);
  let refused = 0;
  for (const path of options.imports) {
    const report = await importFile(engine, {
      practiceId,
      path,
      settings: { ...defaults, status: 'issued' },
      actor: 'import',
      onProgress: ({ bytesRead, bytesTotal, invoices, lines }) =>
        terminal.bar('importing', {
          done: bytesRead,
          total: bytesTotal,
          unit: 'bytes',
          detail: `${counted(invoices, 'invoice')}, ${counted(lines, 'line')}`,
        }),
    });
    printImport(terminal, report);
    refused += report.refused.length;
  }
  return refused;
}

async function ensureConnection(
  started: Started,
  practice: Practice,
): Promise<Connection | undefined> {
  const { options, engine, config } = started;
  const { terminal } = options;
  const known = await engine.database.transaction((tx) => readConnections(tx));
  const own = known.find((connection) => connection.practiceId === practice.id);
  // A custom connection needs nobody's consent: a lost one is made again.
  const isLost = own?.state === 'lost' && own.grantKind === 'client_credentials';
  if (own && !isLost) {
    terminal.done('Connection', own.organisationName);
    return own;
  }
  if (engine.site.grant === 'authorization_code') {
    terminal.problem('Connection', `not connected yet: open ${config.publicUrl}/connect`);
    if (options.isOnce) {
      throw new ConfigError(
        '--once needs a connection; set XERO_GRANT=client_credentials or connect first',
      );
    }
    return undefined;
  }
  const outcome = await connectByCredentials(engine, {
    practiceId: practice.id,
    isReadOnly: false,
  });
  if (outcome.kind === 'refused') {
    terminal.problem('Connection', outcome.reason);
    return undefined;
  }
  terminal.done('Connection', `${outcome.organisationName} in Xero`);
  return engine.database.transaction((tx) => readConnection(tx, outcome.connectionId));
}
