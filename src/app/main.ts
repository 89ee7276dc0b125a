/** The program: `start`, and the commands of `npm run -s tieout`. Reads the arguments, sets the exit code. */
import { Command, CommanderError } from 'commander';
import { performance } from 'node:perf_hooks';
import { Terminal } from '../cli/terminal.ts';
import { addCommands } from './commands.ts';
import { ConfigError, environment, readConfig, readSecrets } from './config.ts';
import { EmbeddedPostgresError } from './postgres/embedded-postgres-error.ts';
import { MigrationError } from '../store/migrate.ts';
import { start } from './start.ts';

const terminal = new Terminal({
  now: () => performance.now(),
  output: {
    get isTTY() {
      return process.stdout.isTTY === true;
    },
    get columns() {
      return process.stdout.columns ?? 80;
    },
    write: (text) => process.stdout.write(text),
  },
});

/** The first signal asks for an orderly end; a second one ends at once. */
function stopSignal(): AbortSignal {
  const controller = new AbortController();
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(130);
    terminal.line();
    terminal.line('  Stopping…');
    controller.abort();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return controller.signal;
}

function collect(value: string, before: string[]): string[] {
  return [...before, value];
}

async function run(): Promise<number> {
  const config = readConfig(environment);
  const secrets = readSecrets(environment);
  const signal = stopSignal();
  let exitCode = 0;
  const program = new Command('tieout')
    .description('Keeps a firm’s billing and its Xero books in agreement, and proves it.')
    .exitOverride();
  program
    .command('start')
    .description(
      'everything at once: database, emulator (with no Xero app of your own), sync, pages',
    )
    .option('--once', 'the main job alone: import (or the sample), sync, tie-out; then end', false)
    .option(
      '--import <file>',
      'a LEDES or CSV file to bring in (may be given several times)',
      collect,
      [],
    )
    .action(async (options: { once: boolean; import: string[] }) => {
      exitCode = await start({
        config,
        secrets,
        terminal,
        signal,
        isOnce: options.once,
        imports: options.import,
      });
    });
  addCommands(program, {
    config,
    secrets,
    terminal,
    signal,
    setExitCode: (code) => (exitCode = code),
  });
  await program.parseAsync();
  return exitCode;
}

/** A failure that a person can do something about is a sentence; anything else is a bug with its stack. */
function explain(error: unknown): string {
  const isExpected =
    error instanceof ConfigError ||
    error instanceof EmbeddedPostgresError ||
    error instanceof MigrationError;
  if (isExpected) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

try {
  process.exitCode = await run();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode;
  else {
    process.stderr.write(`\n${explain(error)}\n`);
    process.exitCode = 1;
  }
}
