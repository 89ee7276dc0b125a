/** The commands beside `start`: thin shells over the engine, each with `--json` where a program may read it. */
import { Option, type Command } from 'commander';
import type { PracticeId } from '../base/id.ts';
import { systemClock } from '../base/system.ts';
import { formatInstant, parseDate, type CalendarDate } from '../base/time.ts';
import { printImport } from '../cli/import-text.ts';
import type { Terminal } from '../cli/terminal.ts';
import { thousands } from '../cli/terminal.ts';
import { printTieOut } from '../cli/tie-out-text.ts';
import { connectByCredentials } from '../engine/connect.ts';
import type { EngineContext } from '../engine/context.ts';
import { importFile } from '../engine/import-file.ts';
import { tieOut } from '../engine/tie-out.ts';
import { readConnections, type Connection } from '../store/connections.ts';
import { readOpenFindings } from '../store/findings.ts';
import { readPractices } from '../store/practices.ts';
import { readRuns } from '../store/syncs.ts';
import { findingCodes, findingSentence } from '../sync/finding-codes.ts';
import { openEngine, openStore, siteOf } from './compose.ts';
import { ConfigError, type Config, type Secrets } from './config.ts';
import { addEmptyPractice, firstPractice } from './fill.ts';
import { emulatorPort, startEmulator } from './local-emulator.ts';
import { openLog } from './log-file.ts';
import { syncInTerminal } from './run-sync.ts';

export interface CommandContext {
  readonly config: Config;
  readonly secrets: Secrets;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
  readonly setExitCode: (code: number) => void;
}

const findingsMax = 10_000;

/** Runs `work` with a database and an engine, and gives both back. */
async function withEngine<T>(
  context: CommandContext,
  work: (engine: EngineContext) => Promise<T>,
): Promise<T> {
  const { config, secrets } = context;
  const log = openLog(config.dataDir);
  await using store = await openStore({ config, log });
  const site = siteOf(config, secrets);
  const engine = await openEngine({ config, secrets, database: store.database, log, site });
  // Awaited here: the store is given back when this function returns.
  return await work(engine);
}

async function onlyConnection(engine: EngineContext): Promise<Connection> {
  const connections = await engine.database.transaction((tx) => readConnections(tx));
  const connection = connections[0];
  if (!connection) throw new ConfigError('There is no connection yet: run `tieout connect` first.');
  return connection;
}

function print(context: CommandContext, value: unknown): void {
  context.terminal.line(JSON.stringify(value, null, 2));
}

function calendarDate(text: string): CalendarDate {
  const value = parseDate(text);
  if (!value) throw new ConfigError(`Not a date (YYYY-MM-DD): ${text}`);
  return value;
}

export function addCommands(program: Command, context: CommandContext): void {
  addServing(program, context);
  addBookCommands(program, context);
  addXeroCommands(program, context);
  addReports(program, context);
}

function addServing(program: Command, context: CommandContext): void {
  const { config, terminal, signal } = context;
  program
    .command('migrate')
    .description('bring the database to this version')
    .action(() => withEngine(context, async () => terminal.done('Database', 'up to date')));
  program
    .command('serve')
    .description('the server, the pages and the workers')
    .action(() => runServer(context));
  program
    .command('work')
    .description('workers alone, beside a server on the same database')
    .action(async () => {
      const { work } = await import('./serve.ts');
      const log = openLog(config.dataDir);
      await using store = await openStore({ config, log });
      const site = siteOf(config, context.secrets);
      const { secrets } = context;
      const engine = await openEngine({ config, secrets, database: store.database, log, site });
      await work({ engine, store, log, terminal, signal });
    });
  program
    .command('emulate')
    .description('the Xero emulator on its own')
    .option('--port <port>', 'the port to listen on', String(emulatorPort))
    .option('--data <folder>', 'keep everything in this folder; else it is gone at the end')
    .action(async (options: { port: string; data?: string }) => {
      if (!/^\d{1,5}$/.test(options.port))
        throw new ConfigError(`--port is not a port: ${options.port}`);
      await using emulator = await startEmulator({
        port: Number(options.port),
        folder: options.data,
      });
      terminal.line(`Xero emulator on ${emulator.url}`);
      terminal.line('Any client id and secret are taken. Control API: /_control. Ctrl-C ends it.');
      await aborted(signal);
    });
}

async function runServer(context: CommandContext): Promise<void> {
  const { config, secrets, terminal, signal } = context;
  const { assertPortFree } = await import('./port.ts');
  await assertPortFree(config.port);
  const { serve } = await import('./serve.ts');
  const log = openLog(config.dataDir);
  await using store = await openStore({ config, log });
  const site = siteOf(config, secrets);
  const engine = await openEngine({ config, secrets, database: store.database, log, site });
  await serve({ config, secrets, engine, store, log, terminal, signal, emulatorUrl: undefined });
}

export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

async function practiceId(engine: EngineContext): Promise<PracticeId> {
  const known = (await firstPractice(engine.database)) ?? (await addEmptyPractice(engine));
  return known.id;
}

function addBookCommands(program: Command, context: CommandContext): void {
  program
    .command('import')
    .description('bring LEDES 1998B, LEDES 98BI V2 or CSV files into the book')
    .argument('<file...>')
    .option('--currency <code>', 'for files that name none')
    .option('--tax-code <code>', 'for files without tax: none, free or standard')
    .option('--terms <days>', 'days until due, for files without a due date')
    .addOption(
      new Option('--date-order <order>', 'of dates such as 03/04/2026').choices(['dmy', 'mdy']),
    )
    .addOption(
      new Option('--as <status>', 'issued or draft').choices(['issued', 'draft']).default('issued'),
    )
    .option('--json', 'print the report as JSON', false)
    .action((files: string[], options: ImportOptions) =>
      withEngine(context, (engine) => importFiles(context, engine, { files, options })),
    );
}

interface ImportOptions {
  readonly currency?: string;
  readonly taxCode?: string;
  readonly terms?: string;
  readonly dateOrder?: 'dmy' | 'mdy';
  readonly as: 'issued' | 'draft';
  readonly json: boolean;
}

async function importFiles(
  context: CommandContext,
  engine: EngineContext,
  given: { files: readonly string[]; options: ImportOptions },
): Promise<void> {
  const { options } = given;
  if (options.terms !== undefined && !/^\d{1,4}$/.test(options.terms)) {
    throw new ConfigError(`--terms is not a number of days: ${options.terms}`);
  }
  const id = await practiceId(engine);
  const practices = await engine.database.transaction((tx) => readPractices(tx));
  const defaults = practices.find(({ practice }) => practice.id === id)?.importSettings;
  const settings = {
    ...defaults,
    ...(options.currency === undefined ? {} : { currency: options.currency }),
    ...(options.taxCode === undefined ? {} : { taxCode: options.taxCode }),
    ...(options.terms === undefined ? {} : { paymentTermsDays: Number(options.terms) }),
    ...(options.dateOrder === undefined ? {} : { dateOrder: options.dateOrder }),
    status: options.as,
  };
  const reports = [];
  for (const path of given.files) {
    const report = await importFile(engine, {
      practiceId: id,
      path,
      settings,
      actor: 'import',
      onProgress: ({ bytesRead, bytesTotal, lines }) => {
        if (options.json) return;
        context.terminal.bar('importing', {
          done: Math.floor(bytesRead / 1024),
          total: Math.ceil(bytesTotal / 1024),
          detail: `kB · ${thousands(lines)} lines`,
        });
      },
    });
    reports.push(report);
    if (!options.json) printImport(context.terminal, report);
  }
  if (options.json) print(context, reports);
  if (reports.some((report) => report.refused.length > 0)) context.setExitCode(2);
}

function addXeroCommands(program: Command, context: CommandContext): void {
  const { terminal, signal } = context;
  program
    .command('connect')
    .description(
      'connect a Xero organisation (custom connection); with the code flow open /connect',
    )
    .option('--read-only', 'look first: nothing is written to Xero', false)
    .option('--cut-over <date>', 'send nothing dated before this day', calendarDate)
    .action((options: { readOnly: boolean; cutOver?: CalendarDate }) =>
      withEngine(context, async (engine) => {
        if (engine.site.grant === 'authorization_code') {
          throw new ConfigError(
            `Start the server (tieout serve) and open ${context.config.publicUrl}/connect to give consent in Xero.`,
          );
        }
        const outcome = await connectByCredentials(engine, {
          practiceId: await practiceId(engine),
          isReadOnly: options.readOnly,
          ...(options.cutOver === undefined ? {} : { cutOver: options.cutOver }),
        });
        if (outcome.kind === 'refused') throw new ConfigError(outcome.reason);
        terminal.done('Connection', outcome.organisationName);
      }),
    );
  program
    .command('sync')
    .description('sync now and print what was done')
    .option('--json', 'print the result as JSON', false)
    .action((options: { json: boolean }) =>
      withEngine(context, async (engine) => {
        const connection = await onlyConnection(engine);
        const sync = { connectionId: connection.id, cause: 'person', signal };
        const result = await syncInTerminal(engine, terminal, sync);
        if (options.json) print(context, result);
        if (result.stopped) context.setExitCode(1);
      }),
    );
}

function addReports(program: Command, context: CommandContext): void {
  const { terminal } = context;
  program
    .command('check')
    .description('the tie-out: both sides, record by record and total against total')
    .option('--json', 'print the report as JSON', false)
    .action((options: { json: boolean }) =>
      withEngine(context, async (engine) => {
        const connection = await onlyConnection(engine);
        if (!connection.reference)
          throw new ConfigError('Nothing was synced yet: run `tieout sync`.');
        const report = await tieOut(engine, connection);
        if (options.json) print(context, report);
        else printTieOut(terminal, report);
        context.setExitCode(report.agree ? 0 : 1);
      }),
    );
  program
    .command('findings')
    .description('what needs a person, with the remedy')
    .option('--json', 'print as JSON', false)
    .action((options: { json: boolean }) =>
      withEngine(context, (engine) => listFindings(context, engine, options.json)),
    );
  program
    .command('status')
    .description('connections, their state, the budget, and the last syncs')
    .option('--json', 'print as JSON', false)
    .action((options: { json: boolean }) =>
      withEngine(context, (engine) => listStatus(context, engine, options.json)),
    );
}

async function listFindings(
  context: CommandContext,
  engine: EngineContext,
  isJson: boolean,
): Promise<void> {
  const { terminal } = context;
  const connection = await onlyConnection(engine);
  const findings = await engine.database.transaction((tx) =>
    readOpenFindings(tx, connection.id, findingsMax),
  );
  const said = findings.map((finding) => ({
    code: finding.code,
    sentence: findingSentence(finding),
    remedy: findingCodes[finding.code].remedy,
    since: formatInstant(finding.openedAt),
  }));
  if (isJson) return print(context, said);
  for (const { sentence, remedy } of said) {
    terminal.line(`  ${sentence}`);
    terminal.line(terminal.faint(`    ${remedy}`));
  }
  if (said.length === 0) terminal.line('  Nothing needs a person.');
}

async function listStatus(
  context: CommandContext,
  engine: EngineContext,
  isJson: boolean,
): Promise<void> {
  const { terminal } = context;
  const status = await engine.database.transaction(async (tx) => {
    const connections = await readConnections(tx);
    return Promise.all(
      connections.map(
        async ({ id, organisationName, state, stateReason, dayRemaining, ...rest }) => ({
          organisation: organisationName,
          tenantId: rest.tenantId,
          state,
          reason: stateReason ?? null,
          callsLeftToday: dayRemaining ?? null,
          lastSyncs: await readRuns(tx, id, 5),
        }),
      ),
    );
  });
  if (isJson) return print(context, { at: formatInstant(systemClock.now()), connections: status });
  if (status.length === 0) terminal.line('  No connection yet.');
  for (const one of status) {
    terminal.line(
      `  ${terminal.bold(one.organisation)}  ${one.state}${one.reason ? `: ${one.reason}` : ''}`,
    );
    terminal.line(`    calls left today: ${one.callsLeftToday ?? 'not known yet'}`);
    for (const run of one.lastSyncs) {
      const end = run.finishedAt === undefined ? run.phase : 'finished';
      terminal.line(
        `    ${formatInstant(run.startedAt)}  ${run.cause}  ${end}  ${run.calls} calls`,
      );
    }
  }
}
